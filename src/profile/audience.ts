/** Who sees an item: the numbers of audiences, and how a caller looks at a person; the database decides with them, see store/audience. */
import { allowedAudiences } from '../model/enums.ts';
import { flagMask } from '../odata/body.ts';
import type { Viewer } from '../store/store.ts';
import type { Caller } from './caller.ts';

/** Who sees an item when nobody said. */
export const defaultAudience = 'organization';

/** The number of an `allowedAudiences` value; `me` beside others counts for nothing. What says nothing is for nobody else. */
export function audienceMask(value: unknown): number {
  return typeof value === 'string' ? flagMask(allowedAudiences, value) : allowedAudiences.members.me;
}

/** A caller as the store sees it when looking at a person: the owner and app-only callers see all. */
export function viewerOf(caller: Caller, owner: { readonly tenant: string; readonly person: string }): Viewer {
  if (caller.tenant !== owner.tenant) return { kind: 'partner' };
  if (caller.kind === 'application' || caller.id === owner.person) return { kind: 'all' };
  return { kind: 'colleague', tenant: caller.tenant, person: caller.id };
}

/** A caller as the store sees it when looking across the people of the caller's own tenant. */
export function viewerAcross(caller: Caller): Viewer {
  return caller.kind === 'application' ? { kind: 'all' } : { kind: 'colleague', tenant: caller.tenant, person: caller.id };
}
