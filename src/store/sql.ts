/** Pieces of SQL that carry their values with them, so that values are always bound and always in the order of their places. */
import type { Value } from './database.ts';

/** SQL with a `?` for each value. */
export interface Sql {
  readonly text: string;
  readonly values: readonly Value[];
}

/** Puts pieces together; a string among them is SQL text of this program, never of a caller. */
export function sql(texts: TemplateStringsArray, ...parts: readonly (Sql | string | number)[]): Sql {
  let text = texts[0] ?? '';
  const values: Value[] = [];
  for (const [index, part] of parts.entries()) {
    if (typeof part === 'object') {
      text += part.text;
      values.push(...part.values);
    } else {
      text += part;
    }
    text += texts[index + 1] ?? '';
  }
  return { text, values };
}

/** SQL text of this program. */
export const raw = (text: string): Sql => ({ text, values: [] });

export function join(pieces: readonly Sql[], between: string): Sql {
  return { text: pieces.map(({ text }) => text).join(between), values: pieces.flatMap(({ values }) => values) };
}

/** The text of a statement under a key, made once: what is put together anew has to be read through before it is found among those prepared. */
export function textOnce<Key extends string>(texts: { [K in Key]?: string }, key: Key, make: () => string): string {
  const known = texts[key];
  if (known !== undefined) return known;
  const made = make();
  texts[key] = made;
  return made;
}
