/** Entries of a load as bytes: handed from thread to thread at no cost, and kept in as little room as their texts take. */
import type { LoadEntry, Source } from './store.ts';

/** Stands behind each field, and in none of them: no text that is kept holds it. */
const separator = '\0';

/** Takes entries one after the other, so that none of them has to be held. */
export interface Packing {
  readonly add: (entry: LoadEntry) => void;
  /** All that was added, as `unpack` reads it. Ends the packing. */
  readonly end: () => Uint8Array<ArrayBuffer>;
}

/** Where one packing after the other is made: room that is used already costs less than new. */
let room = Buffer.alloc(0);

/** Of several packings at a time only the last is of use. */
export function startPacking(): Packing {
  let filled = 0;
  let last = '';

  function append(text: string): void {
    // No character takes more than three bytes for each of its parts.
    const most = filled + 3 * text.length;
    if (most > room.length) {
      const larger = Buffer.from(new ArrayBuffer(2 * most));
      room.copy(larger, 0, 0, filled);
      room = larger;
    }
    filled += room.write(text, filled, 'utf8');
  }

  return {
    add({ source, id, draft }) {
      const { revision, audience, created, modified, lookups, family, body } = draft;
      const place = placeText(source);
      const beside = lookups.length === 0 && !family ? '' : JSON.stringify([family, ...lookups]);
      const head = `${place === last ? '' : place}\0${id}\0${revision}\0${audience}\0${created}\0${modified}\0${beside}`;
      last = place;
      append(`${head}\0${body}\0`);
    },
    end: () => new Uint8Array(room.subarray(0, filled)),
  };
}

function placeText(source: Source): string {
  const { kind, tenant } = source;
  switch (kind) {
    case 'items':
      return `${kind}/${tenant}/${source.person}/${source.collection}`;
    case 'contacts':
      return `${kind}/${tenant}/${source.person}`;
    case 'members':
      return `${kind}/${tenant}/${source.group}`;
    default:
      return `${kind}/${tenant}`;
  }
}

function readPlace(text: string): Source {
  const [kind = '', tenant = '', owner = '', collection = ''] = text.split('/');
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

/** How many fields an entry has, see `add`. */
const width = 8;

/** @param bytes what a packing came to */
export function unpack(bytes: Uint8Array): readonly LoadEntry[] {
  const fields = new TextDecoder().decode(bytes).split(separator);
  const entries: LoadEntry[] = [];
  let source: Source = readPlace('');
  // Behind the last separator stands nothing.
  for (let at = 0; at + width <= fields.length; at += width) {
    const [place = '', id = '', revision, audience, created = '', modified = '', beside = '', body = ''] = fields.slice(
      at,
      at + width,
    );
    // An entry without a place is of the same as the one before.
    if (place !== '') source = readPlace(place);
    // The list that `add` writes.
    const [family, ...lookups] = beside === '' ? nobody : (JSON.parse(beside) as [boolean, ...string[]]);
    const draft = { revision: Number(revision), body, audience: Number(audience), created, modified, lookups, family };
    entries.push({ source, id, draft });
  }
  return entries;
}

const nobody: readonly [boolean, ...string[]] = [false];
