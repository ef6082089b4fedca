/** Who sees an item, as a condition of the database: the one function that decides it, in every read made for a caller. */
import { allowedAudiences } from '../model/enums.ts';
import type { Dialect } from './dialect.ts';
import { join, type Sql, sql } from './sql.ts';
import type { Viewer } from './store.ts';

const { family, contacts, groupMembers, organization, federatedOrganizations, everyone } = allowedAudiences.members;

const wholeTenant = organization | federatedOrganizations | everyone;
const partners = federatedOrganizations | everyone;

/** What an address of a contact lets its bearer see, as kept with the address. */
export const contactGrant = contacts;
export const familyGrant = contacts | family;

const everything: Sql = { text: 'TRUE', values: [] };

const forColleagues = (
  r: string,
  audience: string,
): string => `${r}.tenant = ? AND (${r}.person = ? OR (${audience} & ${wholeTenant}) <> 0
  OR ((${audience} & ${groupMembers}) <> 0 AND EXISTS (
    SELECT 1 FROM member mine JOIN member theirs ON theirs.tenant = mine.tenant AND theirs.circle = mine.circle
    WHERE mine.tenant = ${r}.tenant AND mine.person = ? AND theirs.person = ${r}.person))
  OR ((${audience} & ${familyGrant}) <> 0 AND EXISTS (
    SELECT 1 FROM lookup name JOIN address a ON a.tenant = name.tenant AND a.name = name.name
    WHERE name.tenant = ${r}.tenant AND name.person = ? AND a.person = ${r}.person AND (a.grants & ${audience}) <> 0
      AND NOT EXISTS (SELECT 1 FROM lookup o WHERE o.tenant = name.tenant AND o.name = name.name AND o.person <> name.person))))`;

/**
 * The condition under which the viewer sees the item in the row called `r` (decisions, "Who sees an item"): the owner and app-only callers
 * see all; a colleague what is for the tenant, for a group both are in, or for contacts of the owner, the colleague's names
 * being among their addresses; a partner what is for federated organizations or for everyone. A name that two people have
 * makes nobody a contact: whoever takes another's mail for a name would see what was shared with the other.
 * @param audience the number of the audience, where it is no column of the row
 */
export function audienceCondition(viewer: Viewer, r = 'r', audience = `${r}.audience`): Sql {
  if (viewer.kind === 'all') return everything;
  if (viewer.kind === 'partner') return { text: `(${audience} & ${partners}) <> 0`, values: [] };
  const { tenant, person } = viewer;
  return { text: forColleagues(r, audience), values: [tenant, person, person, person] };
}

/** The number of the audience that the JSON of an item says, as SQL; 0 where there is none. */
export function audienceOf(dialect: Dialect, source: string): Sql {
  const said = dialect.value({ source, path: [{ name: 'allowedAudiences', declared: true }], member: false }, 'text');
  const flags = Object.entries(allowedAudiences.members).map(
    ([name, value]) => sql`CASE WHEN ',' || ${said} || ',' LIKE ${`'%,${name},%'`} THEN ${value} ELSE 0 END`,
  );
  return sql`(${join(flags, ' + ')})`;
}
