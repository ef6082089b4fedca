/** Whom a command means by `--user` or a row of a table: the person, and the tenant they are in. */
import { demoTenant } from '../model/demo-tenant.ts';
import type { Store } from '../store/store.ts';
import { Failure } from './mistake.ts';

/**
 * The tenant that is meant: the one given; without one the demo tenant if it knows the person, else the only one that does.
 * Throws a Failure if several do, for nobody is exported or erased by chance.
 */
export async function tenantOf(store: Store, given: string | undefined, user: string): Promise<string> {
  if (given !== undefined) return given;
  const tenants = await store.tenantsKnowing(user);
  if (tenants.includes(demoTenant.id)) return demoTenant.id;
  if (tenants.length > 1) throw new Failure(`'${user}' is in several tenants, and --tenant says which: ${tenants.join(', ')}`);
  return tenants[0] ?? demoTenant.id;
}

/** The tenant and id of the person called `user`. Throws a Failure if there is none, or if it may be one of several. */
export async function findPerson(
  store: Store,
  given: string | undefined,
  user: string,
): Promise<{ readonly tenant: string; readonly person: string }> {
  const tenant = await tenantOf(store, given, user);
  const person = await store.findPerson(tenant, user);
  if (person === undefined) throw new Failure(`there is ${absenceOf(user, given)}`);
  return { tenant, person };
}

/** Says that a person is not there: in the tenant that was looked in, or in any. */
export function absenceOf(user: string, tenant: string | undefined): string {
  return `no person '${user}' in ${tenant === undefined ? 'any tenant' : `tenant ${tenant}`}`;
}
