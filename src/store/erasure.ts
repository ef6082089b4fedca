/** Removal of people and tenants with all that is theirs. */
import { type Statement, type Words, type Work, write } from './database.ts';

export interface Erased {
  readonly items: number;
  readonly contacts: number;
  readonly auditEntries: number;
}

/** Removes a person and all that is theirs, the trail of it included; the person first, so that nobody adds to it meanwhile. */
export function* removePerson(words: Words, tenant: string, id: string): Work<Erased | undefined> {
  const values = [tenant, id];
  if ((yield* write({ text: 'DELETE FROM person WHERE tenant = ? AND id = ?', values })) === 0) return undefined;
  const items = yield* write({ text: 'DELETE FROM item WHERE tenant = ? AND person = ?', values });
  const contacts = yield* write({ text: 'DELETE FROM contact WHERE tenant = ? AND person = ?', values });
  for (const table of ['address', 'lookup', 'member']) {
    yield* write({ text: `DELETE FROM ${table} WHERE tenant = ? AND person = ?`, values });
  }
  const trail = words.trailOf('audit', { text: '?', values: [id] });
  const own = yield* write({
    text: `DELETE FROM audit WHERE tenant = ? AND owner = ? AND ${trail.text}`,
    values: [...values, ...trail.values],
  });
  const asMember = yield* write({
    text: "DELETE FROM audit WHERE tenant = ? AND kind = 'members' AND record = ?",
    values,
  });
  return { items, contacts, auditEntries: own + asMember };
}

/** Every table, all of them led by the tenant. */
const tables = ['item', 'contact', 'address', 'lookup', 'member', 'person', 'circle', 'audit'];

export function* removeTenant(tenant: string): Work<void> {
  for (const table of tables) yield* write({ text: `DELETE FROM ${table} WHERE tenant = ?`, values: [tenant] });
}

/** Asks whether nobody and nothing is kept. */
export function emptyStatement(tenant: string | undefined): Statement {
  const of = tenant === undefined ? '' : ' WHERE tenant = ?';
  const kept = ['person', 'circle'].map((table) => `EXISTS (SELECT 1 FROM ${table}${of})`).join(' OR ');
  return { text: `SELECT CASE WHEN ${kept} THEN 1 ELSE 0 END AS kept`, values: tenant === undefined ? [] : [tenant, tenant] };
}
