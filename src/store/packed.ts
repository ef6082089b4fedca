/** Entries of a load as bytes: handed from thread to thread at no cost, and kept in as little room as their texts take. */
import type { Draft, LoadEntry, Source } from './store.ts';

/** Stands behind each field, and in none of them: no text that is kept holds it. */
const separator = '\0';

/** How many fields an entry has, see `add`. */
const width = 11;

/** Takes entries one after the other, so that none of them has to be held. */
export interface Packing {
  readonly add: (entry: LoadEntry) => void;
  /** All that was added, as `unpack` reads it. Ends the packing. */
  readonly end: () => Uint8Array<ArrayBuffer>;
}

/** @param size about how many bytes it will come to */
export function startPacking(size: number): Packing {
  let bytes = Buffer.from(new ArrayBuffer(size));
  let filled = 0;

  function append(text: string): void {
    // No character takes more than three bytes for each of its parts.
    const most = filled + 3 * text.length;
    if (most > bytes.length) {
      const larger = Buffer.from(new ArrayBuffer(2 * most));
      bytes.copy(larger, 0, 0, filled);
      bytes = larger;
    }
    filled += bytes.write(text, filled, 'utf8');
  }

  return {
    add({ source, id, draft }) {
      const [owner, collection] = placeOf(source);
      const { revision, audience, created, modified, lookups, family, body } = draft;
      const beside = lookups.length === 0 && !family ? '' : JSON.stringify([family, ...lookups]);
      const head = `${source.kind}\0${source.tenant}\0${owner}\0${collection}\0${id}\0${revision}\0${audience}\0`;
      append(`${head}${created}\0${modified}\0${beside}\0${body}\0`);
    },
    end: () => new Uint8Array(bytes.buffer.slice(0, filled)),
  };
}

function placeOf(source: Source): readonly [owner: string, collection: string] {
  switch (source.kind) {
    case 'items':
      return [source.person, source.collection];
    case 'contacts':
      return [source.person, ''];
    case 'members':
      return [source.group, ''];
    default:
      return ['', ''];
  }
}

/** @param bytes what a packing came to */
export function unpack(bytes: Uint8Array): readonly LoadEntry[] {
  const fields = new TextDecoder().decode(bytes).split(separator);
  const entries: LoadEntry[] = [];
  const field = (at: number): string => fields[at] ?? '';
  let source: Source | undefined;
  // Behind the last separator stands nothing.
  for (let at = 0; at + 1 < fields.length; at += width) {
    const own = sourceOf(source, field(at), field(at + 1), field(at + 2), field(at + 3));
    source = own;
    const beside = field(at + 9);
    // The list that `add` writes.
    const [family, ...lookups] = beside === '' ? nobody : (JSON.parse(beside) as [boolean, ...string[]]);
    const draft: Draft = {
      revision: Number(field(at + 5)),
      body: field(at + 10),
      audience: Number(field(at + 6)),
      created: field(at + 7),
      modified: field(at + 8),
      lookups,
      family,
    };
    entries.push({ source: own, id: field(at + 4), draft });
  }
  return entries;
}

const nobody: readonly [boolean, ...string[]] = [false];

/** The source of an entry: that of the entry before where it is the same, as it mostly is. */
function sourceOf(last: Source | undefined, kind: string, tenant: string, owner: string, collection: string): Source {
  if (last?.kind === kind && last.tenant === tenant) {
    const [of, among] = placeOf(last);
    if (of === owner && among === collection) return last;
  }
  switch (kind) {
    case 'items':
      return { kind, tenant, person: owner, collection };
    case 'contacts':
      return { kind, tenant, person: owner };
    case 'members':
      return { kind, tenant, group: owner };
    default:
      return { kind: kind === 'groups' ? kind : 'people', tenant };
  }
}
