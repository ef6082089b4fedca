/** The audit trail, for administrators: entries of the store in Graph's shape, newest first. */
import { refuse } from '../fault.ts';
import type { DirectoryAudit } from '../model/audit.ts';
import { evaluate } from '../odata/evaluate.ts';
import type { Entity, JsonObject, Outcome } from '../odata/outcome.ts';
import type { AuditEntry } from '../store/store.ts';
import { pageSizes, pagingOf } from './paging.ts';
import type { Reading } from './reading.ts';

/** Entries that are fetched at once, and how many are looked at for one page. */
const sizes = { fetched: pageSizes.usual, looked: 5000 } as const;

/** Lists the trail of the caller's tenant. A filter is computed over the entries as they are read. */
export async function readAudit({ rules, caller, intent, resource }: Reading): Promise<Outcome> {
  const { query } = intent;
  for (const [given, option] of [
    [query.search, '$search'],
    [query.orderby.length > 0 || undefined, '$orderby'],
    [query.count || undefined, '$count'],
    [query.skip > 0 || undefined, '$skip'],
  ] as const) {
    if (given !== undefined)
      refuse('notImplemented', { feature: `The query option ${option} on the audit trail`, target: option });
  }
  const { cursor, limit, next: nextOf } = pagingOf(intent);
  const found: JsonObject[] = [];
  const now = cursor?.now ?? rules.world.now(caller.tenant);
  let after = cursor === undefined ? undefined : String(cursor.last[0]);
  let looked = 0;
  let more = true;
  while (more && found.length < limit && looked < sizes.looked) {
    const entries = await rules.store.audit(caller.tenant, {
      viewer: resource.viewer,
      limit: sizes.fetched,
      ...(after !== undefined && { after }),
    });
    more = entries.length === sizes.fetched;
    for (const entry of entries) {
      looked++;
      after = entry.id;
      const value = auditOf(entry);
      if (!query.filter || evaluate(query.filter, value, { now }) === true) found.push(value);
      if (found.length === limit) {
        more ||= entry !== entries.at(-1);
        break;
      }
    }
  }
  const next = nextOf(found.length, more && after !== undefined ? [after] : undefined, now);
  const entities = found.map(
    (value): Entity => ({ type: resource.type, path: resource.path, key: String(value.id), content: { value } }),
  );
  return { kind: 'entities', context: resource.context, entities, ...(next && { next }) };
}

const activities = { create: 'Add', update: 'Update', delete: 'Delete' } as const;
const kinds: { readonly [K in AuditEntry['kind']]: string } = {
  items: 'profile item',
  people: 'user',
  groups: 'group',
  members: 'group member',
  contacts: 'contact',
};

/** An entry as Graph's directoryAudit says it. */
function auditOf(entry: AuditEntry): DirectoryAudit {
  const { action, author, collection, record, owner } = entry;
  const what = kinds[entry.kind];
  return {
    id: entry.id,
    activityDateTime: entry.at,
    activityDisplayName: `${activities[action]} ${what}`,
    category: entry.kind === 'groups' || entry.kind === 'members' ? 'GroupManagement' : 'UserManagement',
    correlationId: author.request,
    initiatedBy: {
      app: author.application && { appId: author.application.id, displayName: author.application.displayName },
      user: author.person && { id: author.person.id, displayName: author.person.displayName },
    },
    loggedByService: 'Proficio',
    operationType: activities[action],
    result: 'success',
    targetResources: [
      {
        displayName: collection,
        id: record,
        type: what,
        modifiedProperties: changes(entry.before, entry.after),
      },
      ...(entry.kind === 'items' || entry.kind === 'contacts' || entry.kind === 'members'
        ? [{ displayName: null, id: owner, type: entry.kind === 'members' ? 'group' : 'user', modifiedProperties: [] }]
        : []),
    ],
  };
}

type Change = DirectoryAudit['targetResources'][number]['modifiedProperties'][number];

/** The properties that differ, as JSON texts. */
function changes(before: string | null, after: string | null): readonly Change[] {
  const [old, fresh] = [recordOf(before), recordOf(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(fresh)])].filter((name) => !name.startsWith('@'));
  return names
    .map((displayName) => ({ displayName, oldValue: textOf(old[displayName]), newValue: textOf(fresh[displayName]) }))
    .filter(({ oldValue, newValue }) => oldValue !== newValue);
}

function recordOf(text: string | null): JsonObject {
  return text === null ? {} : (JSON.parse(text) as JsonObject);
}

function textOf(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
