/** Who is there while a dump is checked: in the database, or by an earlier line. */
import type { Store } from '../store/store.ts';
import type { Claim } from './dump-piece.ts';

/** Questions that are put to the database at once. */
const askedAtOnce = 100;

export interface Directory {
  /** Why lines cannot be kept; undefined if they can. Remembers the person they bring. To be asked in the order of lines. */
  objection(claim: Claim): string | undefined;
  /** Looks up whom `objection` will be asked about. */
  prepare(claims: readonly Claim[]): Promise<void>;
}

/** The people of a tenant as far as they have been met, and who has which name. */
interface Known {
  readonly people: Set<string>;
  readonly names: Map<string, string>;
}

/** Knows everybody who is in the database, and remembers who comes by the lines. */
export async function openDirectory(store: Store): Promise<Directory> {
  const empty = await store.isEmpty(undefined);
  const tenants = new Map<string, Known>();
  const knownIn = (tenant: string): Known => {
    const known = tenants.get(tenant) ?? { people: new Set(), names: new Map() };
    tenants.set(tenant, known);
    return known;
  };

  async function findPerson(tenant: string, id: string): Promise<void> {
    if (await store.read({ kind: 'people', tenant }, id, { kind: 'all' })) knownIn(tenant).people.add(id);
  }

  async function findName(tenant: string, name: string): Promise<void> {
    const holder = await store.findPerson(tenant, name);
    if (holder !== undefined) knownIn(tenant).names.set(name, holder);
  }

  return {
    async prepare(claims) {
      if (empty) return;
      const questions = new Map<string, () => Promise<void>>();
      for (const { tenant, people, brings } of claims) {
        const known = knownIn(tenant);
        for (const id of people) if (!known.people.has(id)) questions.set(`${tenant}/${id}`, () => findPerson(tenant, id));
        if (brings && !known.names.has(brings.name))
          questions.set(`${tenant}//${brings.name}`, () => findName(tenant, brings.name));
      }
      const all = [...questions.values()];
      for (let at = 0; at < all.length; at += askedAtOnce)
        await Promise.all(all.slice(at, at + askedAtOnce).map((question) => question()));
    },
    objection({ tenant, people: needed, brings }) {
      const { people, names } = knownIn(tenant);
      for (const person of needed)
        if (!people.has(person)) return `The person ${person} is not known: people stand before what is theirs.`;
      if (!brings) return undefined;
      const holder = names.get(brings.name);
      if (holder !== undefined && holder !== brings.id)
        return `The userPrincipalName '${brings.name}' is that of the person ${holder}.`;
      names.set(brings.name, brings.id);
      people.add(brings.id);
      return undefined;
    },
  };
}
