/** What the floors keep of a dump, and what they do with the text of an item. */
import { randomUUID } from 'node:crypto';
import { openGiven } from '../../src/cli/given-file.ts';
import { linesIn, piecedFile } from '../../src/cli/lines.ts';

/** The rows of a dump, as the floors keep them. */
export async function* rowsOf(dump: string): AsyncIterable<Row> {
  const file = await openGiven(dump);
  for await (const piece of piecedFile(file).pieces()) yield* rowsIn(linesIn(piece));
  await file.handle.close();
}

function* rowsIn(lines: ReturnType<typeof linesIn>): Iterable<Row> {
  for (const line of lines) {
    if (line.length === 0) continue;
    // Lines are the server's own dump.
    const { kind, user, collection, value } = JSON.parse(String(line)) as Line;
    if (kind === 'user') yield { kind, id: value.id, displayName: value.displayName ?? '', body: JSON.stringify(value) };
    else if (kind === 'item') {
      const { id, displayName = null, proficiency = null, createdDateTime } = value;
      yield {
        kind,
        id,
        person: user,
        collection,
        displayName,
        proficiency,
        created: createdDateTime,
        body: JSON.stringify(value),
      };
    }
  }
}

interface Line {
  readonly kind: 'user' | 'item' | 'group' | 'contact';
  readonly user: string;
  readonly collection: string;
  readonly value: {
    readonly id: string;
    readonly displayName?: string;
    readonly proficiency?: string;
    readonly createdDateTime: string;
  };
}

export type Row =
  | { readonly kind: 'user'; readonly id: string; readonly displayName: string; readonly body: string }
  | {
      readonly kind: 'item';
      readonly id: string;
      readonly person: string;
      readonly collection: string;
      readonly displayName: string | null;
      readonly proficiency: string | null;
      readonly created: string;
      readonly body: string;
    };

/** Joins the stored texts of a person into a profile. */
export function joinProfile(person: string, rows: readonly { readonly collection: string; readonly body: string }[]): string {
  let text = `{"id":"${person}"`;
  let open: string | undefined;
  for (const { collection, body } of rows) {
    if (collection === open) text += `,${body}`;
    else {
      text += `${open === undefined ? '' : ']'},"${collection}":[${body}`;
      open = collection;
    }
  }
  return `${text}${open === undefined ? '' : ']'}}`;
}

/** What a bare program changes of an item. */
export function changed(before: string, patch: string): { readonly body: string; readonly proficiency: string } {
  const value = { ...JSON.parse(before), ...JSON.parse(patch), lastModifiedDateTime: new Date().toISOString() };
  return { body: JSON.stringify(value), proficiency: value.proficiency };
}

/** What a bare program keeps of a new item. */
export function created(body: string): {
  readonly id: string;
  readonly at: string;
  readonly value: { readonly [name: string]: unknown };
} {
  const id = randomUUID();
  const at = new Date().toISOString();
  return { id, at, value: { id, createdDateTime: at, lastModifiedDateTime: at, ...JSON.parse(body) } };
}
