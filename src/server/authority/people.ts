/** The people of a tenant, as the authority signs them in: those the directory holds, and whoever is named. */
import { user } from '../../model/schema.ts';
import type { OrderTerm } from '../../odata/expression.ts';
import { personId } from '../../profile/person-id.ts';
import type { Record as Kept, Store } from '../../store/store.ts';
import { globalAdministrator, type SignedInPerson } from './access-token.ts';
import { deny } from './denials.ts';
import { displayNameOf } from './mint.ts';

/** A person one can pick. */
export interface Listed {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly about: string;
}

export interface People {
  /** The first of a tenant's people by name, and whether there are more. */
  readonly list: (tenant: string) => Promise<{ readonly people: readonly Listed[]; readonly more: boolean }>;
  /**
   * The person of an id, userPrincipalName or mail; one that the directory does not hold yet comes to be with the first token.
   * Denies `userUnknown` for what is no name, and `userDisabled`.
   */
  readonly find: (tenant: string, name: string, role: 'member' | 'administrator') => Promise<SignedInPerson>;
  /** The same person as the directory has them now. Denies `userDisabled`. */
  readonly renew: (tenant: string, person: SignedInPerson) => Promise<SignedInPerson>;
}

/** People on the page. */
const shown = 200;

const byName: readonly OrderTerm[] = ['displayName', 'userPrincipalName'].flatMap((name) => {
  const property = user.properties.get(name);
  if (!property) return [];
  const of = { type: property.type, collection: false };
  return [{ expression: { kind: 'path', of, root: { kind: 'it' }, steps: [{ kind: 'property', property }] }, descending: false }];
});

/** What is read of a person's record. */
interface Card {
  readonly id: string;
  readonly displayName: string | null;
  readonly userPrincipalName: string | null;
  readonly jobTitle: string | null;
  readonly accountEnabled: boolean | null;
}

export function openPeople(store: Store): People {
  const everyone = { kind: 'all' } as const;
  return {
    async list(tenant) {
      const query = { orderby: byName, skip: 0, limit: shown, count: false };
      const { records, last } = await store.list({ kind: 'people', tenant }, everyone, query);
      const people = records.map(cardOf).filter(({ accountEnabled }) => accountEnabled !== false);
      return { people: people.map(listed), more: last !== undefined };
    },
    async find(tenant, name, role) {
      const trimmed = name.trim();
      const id = await store.findPerson(tenant, trimmed);
      const record = id === undefined ? undefined : await store.read({ kind: 'people', tenant }, id, everyone);
      const directoryRoles = role === 'administrator' ? [globalAdministrator] : [];
      if (record) return signedIn(cardOf(record), directoryRoles);
      if (!/^[^\s@]{1,200}@[^\s@]{1,200}$/.test(trimmed)) return deny('userUnknown', { user: trimmed.slice(0, 200), tenant });
      const displayName = displayNameOf(trimmed);
      return { id: personId(tenant, trimmed), displayName, userPrincipalName: trimmed, directoryRoles };
    },
    async renew(tenant, person) {
      const record = await store.read({ kind: 'people', tenant }, person.id, everyone);
      return record ? signedIn(cardOf(record), person.directoryRoles) : person;
    },
  };
}

function cardOf({ body }: Kept): Card {
  return JSON.parse(body) as Card; // a record of people, as the store keeps them
}

function signedIn(card: Card, directoryRoles: readonly string[]): SignedInPerson {
  if (card.accountEnabled === false) deny('userDisabled');
  const { id, displayName, userPrincipalName } = listed(card);
  return { id, displayName, userPrincipalName, directoryRoles };
}

function listed({ id, displayName, userPrincipalName, jobTitle }: Card): Listed {
  const name = userPrincipalName ?? id;
  return { id, displayName: displayName ?? name, userPrincipalName: name, about: jobTitle ?? '' };
}
