/** People found by their names and made known, and the groups they are in. */
import { Fault } from '../fault.ts';
import { auditStatement } from './audit.ts';
import { type Database, read, type Words, type Work, write } from './database.ts';
import { keepNames } from './names.ts';
import type { Author, Draft, Source } from './store.ts';

/** The id of the person who has this id, userPrincipalName or mail; an id counts before a name, the first name before others. */
export async function findPerson(database: Database, tenant: string, name: string): Promise<string | undefined> {
  const lower = name.toLowerCase();
  const statement = {
    text: `SELECT id FROM (
        SELECT p.id AS id, CASE WHEN p.id = ? THEN -2 ELSE -1 END AS rank FROM person p WHERE p.tenant = ? AND p.id IN (?, ?)
        UNION ALL SELECT l.person AS id, l.rank AS rank FROM lookup l WHERE l.tenant = ? AND l.name = ?
      ) found ORDER BY rank, id LIMIT 1`,
    values: [name, tenant, name, lower, tenant, lower],
  };
  const [row] = await database.read(statement, 'single', 'fresh');
  return row && String(row.id);
}

/** The tenants in which `findPerson` finds somebody. No index begins with a name, so this reads them all. */
export async function tenantsKnowing(database: Database, name: string): Promise<readonly string[]> {
  const lower = name.toLowerCase();
  const statement = {
    text: `SELECT p.tenant AS tenant FROM person p WHERE p.id IN (?, ?)
        UNION SELECT l.tenant AS tenant FROM lookup l WHERE l.name = ? ORDER BY tenant`,
    values: [name, lower, lower],
  };
  const rows = await database.read(statement, 'heavy', 'fresh');
  return rows.map(({ tenant }) => String(tenant));
}

/** Makes a person known unless they are; false if the userPrincipalName is somebody else's. */
export async function meetPerson(database: Database, tenant: string, id: string, draft: Draft): Promise<boolean> {
  const source: Source = { kind: 'people', tenant };
  const known = await database.read(
    { text: 'SELECT 1 AS one FROM person WHERE tenant = ? AND id = ?', values: [tenant, id] },
    'light',
    'fresh',
  );
  if (known.length > 0) return true;
  try {
    const person = {
      text: 'INSERT INTO person (tenant, id, revision, body) VALUES (?, ?, ?, ?) ON CONFLICT (tenant, id) DO NOTHING',
      values: [tenant, id, draft.revision, draft.body],
    };
    await database.write(() => write(person, keepNames(database.words, source, id, draft)), source);
    return true;
  } catch (error) {
    if (error instanceof Fault && error.refusal === 'nameTaken') return false;
    throw error;
  }
}

/** Adds a person to a group; false if either is not there. */
export function addMember(database: Database, tenant: string, group: string, person: string, author: Author): Promise<boolean> {
  const source: Members = { kind: 'members', tenant, group };
  return database.transaction(() => adding(database.words, source, person, author), source);
}

type Members = Extract<Source, { kind: 'members' }>;

function* adding(words: Words, source: Members, person: string, author: Author): Work<boolean> {
  const { tenant, group } = source;
  const circle = `SELECT id FROM circle WHERE tenant = ? AND id = ?${words.forUpdate}`;
  if ((yield* read({ text: circle, values: [tenant, group] })).length === 0) return false;
  const held = `SELECT id FROM person p WHERE tenant = ? AND id = ?${words.forKeyShare}`;
  if ((yield* read({ text: held, values: [tenant, person] })).length === 0) return false;
  const note = auditStatement(words, source, person, author, { action: 'create', before: null });
  const member = {
    text: 'INSERT INTO member (tenant, circle, person) VALUES (?, ?, ?) ON CONFLICT (tenant, person, circle) DO NOTHING',
    values: [tenant, group, person],
  };
  yield* write(member, [note]);
  return true;
}

/** Takes a person out of a group; false if they were not in it. */
export function removeMember(
  database: Database,
  tenant: string,
  group: string,
  person: string,
  author: Author,
): Promise<boolean> {
  const source: Members = { kind: 'members', tenant, group };
  return database.write(() => leaving(database.words, source, person, author), source);
}

function* leaving(words: Words, source: Members, person: string, author: Author): Work<boolean> {
  const note = auditStatement(words, source, person, author, { action: 'delete', before: null });
  const statement = {
    text: 'DELETE FROM member WHERE tenant = ? AND circle = ? AND person = ?',
    values: [source.tenant, source.group, person],
  };
  return (yield* write(statement, [note])) > 0;
}
