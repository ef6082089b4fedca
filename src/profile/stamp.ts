/** What the server alone sets: ids, times, authors, revisions; and the text a record is kept as. */
import type { StructuredType } from '../model/field.ts';
import { complete, type Patch } from '../odata/body.ts';
import { tagMember } from '../odata/etag.ts';
import type { Author, Draft } from '../store/store.ts';
import { audienceMask, defaultAudience } from './audience.ts';
import type { Caller } from './caller.ts';

/** The outside world, handed in: nothing in the rules reads a clock or makes ids by itself. */
export interface World {
  /** The present instant as a tenant has it, UTC with seven fractional digits. */
  readonly now: (tenant?: string) => string;
  readonly newId: () => string;
}

/** An author as the audit trail keeps it. */
export function authorOf(caller: Caller, at: string, request: string): Author {
  const application = { id: caller.client.id, displayName: caller.client.displayName };
  return {
    at,
    person: caller.kind === 'person' ? { id: caller.id, displayName: caller.displayName } : null,
    application,
    request,
  };
}

/** An author as identitySet says it: a person for delegated calls, an application for app-only ones. Always all three keys. */
function identitySetOf(caller: Caller): Patch {
  const person = caller.kind === 'person' ? { displayName: caller.displayName, id: caller.id } : null;
  const application = caller.kind === 'application' ? { displayName: caller.client.displayName, id: caller.client.id } : null;
  return { application, device: null, user: person };
}

/** A new item of a profile. */
export function stampNewItem(type: StructuredType, id: string, patch: Patch, caller: Caller, now: string): Draft {
  const by = identitySetOf(caller);
  const stamps = { id, createdDateTime: now, createdBy: by, lastModifiedDateTime: now, lastModifiedBy: by };
  return itemDraft(type, { allowedAudiences: defaultAudience, ...patch, ...stamps }, 1);
}

/** A changed item: times never run backwards within it. */
export function stampItem(type: StructuredType, value: Patch, revision: number, caller: Caller, now: string): Draft {
  const before = String(value.lastModifiedDateTime);
  const at = before > now ? before : now;
  return itemDraft(type, { ...value, lastModifiedDateTime: at, lastModifiedBy: identitySetOf(caller) }, revision);
}

/** An item with all its values given, as a dump holds it. */
export function itemDraft(type: StructuredType, value: Patch, revision: number): Draft {
  return {
    ...plainDraft(type, value, revision),
    audience: audienceMask(value.allowedAudiences),
    created: String(value.createdDateTime),
    modified: String(value.lastModifiedDateTime),
  };
}

/** A record without audience or times: a person, a group, a contact. */
export function plainDraft(type: StructuredType, value: Patch, revision: number): Draft {
  const text = JSON.stringify(complete(type, value));
  const created = typeof value.createdDateTime === 'string' ? value.createdDateTime : '';
  return {
    revision,
    body: `{${tagMember(revision)}${text.slice(1)}`,
    audience: 0,
    created,
    modified: created,
    lookups: [],
    family: false,
  };
}
