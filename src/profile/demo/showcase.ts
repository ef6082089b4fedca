/** One of the demo people and one of their items, by which the first steps are shown. */
import { demoTenant } from '../../model/demo-tenant.ts';
import { derivedId, personId } from '../person-id.ts';

const userPrincipalName = `ines@${demoTenant.domain}`;

/** The id of the demo item of a person that stands at this place of its collection. */
export function demoItemId(person: string, collection: string, at: number): string {
  return derivedId(person, `${collection}/${at}`);
}

const collection = 'skills';

export const showcase = {
  userPrincipalName,
  collection,
  id: demoItemId(personId(demoTenant.id, userPrincipalName), collection, 0),
  change: { proficiency: 'expert' },
} as const;
