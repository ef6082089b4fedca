/** Tenants as the development authority's addresses name them: GUIDs, domain names, and Entra ID's words for any tenant. */
import { demoTenant } from '../../model/demo-tenant.ts';
import { isGuid } from '../../profile/guid.ts';
import { derivedId } from '../../profile/person-id.ts';
import { personalTenant } from '../claims.ts';

/** The namespace of tenants that are known by a domain name only. It never changes. */
const domains = '5b9e2f5e-3f5c-4c1b-b5a7-0d8c4a1e7f63';

const words: ReadonlyMap<string, string> = new Map([
  ['common', demoTenant.id],
  ['organizations', demoTenant.id],
  ['adfs', demoTenant.id],
  [demoTenant.domain, demoTenant.id],
  ['consumers', personalTenant],
]);

/** The GUID of a tenant, always the same for a name; undefined for what can be neither GUID nor domain name. */
export function tenantOf(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (isGuid(lower)) return lower;
  const known = words.get(lower);
  if (known !== undefined) return known;
  return /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(lower) ? derivedId(domains, lower) : undefined;
}
