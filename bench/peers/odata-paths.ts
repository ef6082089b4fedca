/** How the scenarios are asked of a server of OData that has people and skills as two entity sets. */
import { skillId } from '../data.ts';
import type { Case } from '../scenarios.ts';
import type { LoadRequest } from '../wire-client.ts';
import type { Peer } from './peer.ts';

const get = (path: string): LoadRequest => ({ method: 'GET', path });
const pathOf = ({ caller, place }: Case) => `/odata/Skills('${skillId(caller.person, place)}')`;

export const askedByOData: Peer['asked'] = {
  'GET one': (one) => get(pathOf(one)),
  'List: filter, order, top 20': ({ caller: { person } }) => {
    const filter = `person_id eq '${person.id}' and proficiency ne 'elementary'`;
    return get(`/odata/Skills?$filter=${encodeURIComponent(filter)}&$orderby=displayName&$top=20`);
  },
  'All people: displayName eq, top 20': ({ caller: { person } }) =>
    get(`/odata/People?$filter=${encodeURIComponent(`displayName eq '${person.displayName}'`)}&$top=20`),
  'PATCH, durable': (one) => ({
    method: 'PATCH',
    path: pathOf(one),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ proficiency: one.seed % 2 === 0 ? 'expert' : 'elementary' }),
  }),
};
