/** People: the record of one, how it is found, and how it comes to be on first sight of a token. */
import { contact, user } from '../model/schema.ts';
import type { Patch } from '../odata/body.ts';
import type { Draft } from '../store/store.ts';
import type { Caller } from './caller.ts';
import { plainDraft } from './stamp.ts';

/** The record of a person. */
export function personDraft(value: Patch, revision: number): Draft {
  return { ...plainDraft(user, value, revision), lookups: namesOf([value.userPrincipalName, value.mail]) };
}

/** The record of a contact; the category "Family" makes it one of the audience `family`. */
export function contactDraft(value: Patch, revision: number): Draft {
  const addresses = (value.emailAddresses as readonly Patch[] | undefined) ?? [];
  const categories = (value.categories as readonly string[] | undefined) ?? [];
  return {
    ...plainDraft(contact, value, revision),
    lookups: namesOf(addresses.map(({ address }) => address)),
    family: categories.some((category) => category.toLowerCase() === 'family'),
  };
}

/** Names as they are looked up: lower case, each once. */
function namesOf(values: readonly unknown[]): readonly string[] {
  return [...new Set(values.filter((value) => typeof value === 'string').map((value) => value.toLowerCase()))];
}

/** A person as a delegated token tells of them. Without a usable name the object id stands in. */
export function personOfToken(caller: Extract<Caller, { kind: 'person' }>): Draft {
  const name = caller.userPrincipalName ?? caller.id;
  return personOf(caller, name);
}

/** The same person where the token's userPrincipalName belongs to somebody else already. */
export function personOfTokenByIdOnly(caller: Extract<Caller, { kind: 'person' }>): Draft {
  return personOf(caller, caller.id);
}

function personOf(caller: Extract<Caller, { kind: 'person' }>, userPrincipalName: string): Draft {
  return personDraft(
    { id: caller.id, displayName: caller.displayName ?? userPrincipalName, userPrincipalName, accountEnabled: true },
    1,
  );
}
