/** Who sees an item, as a condition of the database: the one function that decides it, in every read made for a caller. */
import { allowedAudiences } from '../model/enums.ts';
import type { Sql } from './sql.ts';
import type { Viewer } from './store.ts';

const { family, contacts, groupMembers, organization, federatedOrganizations, everyone } = allowedAudiences.members;

const wholeTenant = organization | federatedOrganizations | everyone;
const partners = federatedOrganizations | everyone;

/** What an address of a contact lets its bearer see, as kept with the address. */
export const contactGrant = contacts;
export const familyGrant = contacts | family;

const everything: Sql = { text: 'TRUE', values: [] };

const forColleagues = (r: string): string => `${r}.tenant = ? AND (${r}.person = ? OR (${r}.audience & ${wholeTenant}) <> 0
  OR ((${r}.audience & ${groupMembers}) <> 0 AND EXISTS (
    SELECT 1 FROM member mine JOIN member theirs ON theirs.tenant = mine.tenant AND theirs.circle = mine.circle
    WHERE mine.tenant = ${r}.tenant AND mine.person = ? AND theirs.person = ${r}.person))
  OR ((${r}.audience & ${familyGrant}) <> 0 AND EXISTS (
    SELECT 1 FROM lookup name JOIN address a ON a.tenant = name.tenant AND a.name = name.name
    WHERE name.tenant = ${r}.tenant AND name.person = ? AND a.person = ${r}.person AND (a.grants & ${r}.audience) <> 0)))`;

/**
 * The condition under which the viewer sees the item in the row called `r` (decisions, "Who sees an item"): the owner and app-only callers
 * see all; a colleague what is for the tenant, for a group both are in, or for contacts of the owner, the colleague's names
 * being among their addresses; a partner what is for federated organizations or for everyone.
 */
export function audienceCondition(viewer: Viewer, r = 'r'): Sql {
  if (viewer.kind === 'all') return everything;
  if (viewer.kind === 'partner') return { text: `(${r}.audience & ${partners}) <> 0`, values: [] };
  const { tenant, person } = viewer;
  return { text: forColleagues(r), values: [tenant, person, person, person] };
}
