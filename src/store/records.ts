/** Records read, created, changed and removed: the contract's heart, written once for both databases. */
import { refuse } from '../fault.ts';
import { audienceCondition } from './audience.ts';
import { auditClearing, auditStatement } from './audit.ts';
import {
  again,
  type Database,
  type Row,
  read,
  type Statement,
  type Value,
  type Whose,
  type Words,
  type Work,
  write,
} from './database.ts';
import { removePerson } from './erasure.ts';
import { freshnessOf } from './filtering.ts';
import { recordOf } from './list.ts';
import { dropNames, keepNames } from './names.ts';
import { membership, placeOf } from './source.ts';
import { textOnce } from './sql.ts';
import type { Author, Draft, ProfileItems, Record, Source, Store, Viewer } from './store.ts';

/** The record, if it is there and the viewer may see it. */
export function readRecord(database: Database, source: Source, id: string, viewer: Viewer): Promise<Record | undefined> {
  const statement = recordStatement(source, id, viewer);
  const isOwn = viewer.kind === 'all' && (source.kind === 'items' || source.kind === 'contacts');
  const rows = isOwn ? database.readOwn(statement, source, id) : database.read(statement, 'single', freshnessOf(source, viewer));
  return rows.then(firstRecord);
}

function firstRecord(rows: readonly Row[]): Record | undefined {
  const row = rows[0];
  return row && recordOf(row);
}

function recordStatement(source: Source, id: string, viewer: Viewer): Statement {
  const inSet = membership(source);
  const seen = source.kind === 'items' && viewer.kind !== 'all' ? audienceCondition(viewer) : undefined;
  const made = (): string => {
    const condition = `${inSet.text} AND r.id = ?${seen ? ` AND ${seen.text}` : ''}`;
    return `SELECT r.id, r.revision, r.body FROM ${placeOf(source).table} r WHERE ${condition}`;
  };
  const text = textOnce(recordTexts[viewer.kind], source.kind, made);
  return { text, values: seen ? [...inSet.values, id, ...seen.values] : [...inSet.values, id] };
}

/** The statement by kind of viewer and source: it is the hottest of all. */
const recordTexts: { readonly [V in Viewer['kind']]: { [S in Source['kind']]?: string } } = {
  all: {},
  colleague: {},
  partner: {},
};

/** All items of a person, by collection, each in default order. */
export async function readProfile(
  database: Database,
  tenant: string,
  person: string,
  viewer: Viewer,
  collections: readonly string[] | undefined,
): Promise<ProfileItems> {
  const seen = audienceCondition(viewer);
  const among = collections ? ` AND r.collection IN (${collections.map(() => '?').join(', ')})` : '';
  const text = `SELECT r.id, r.revision, r.body, r.collection FROM item r WHERE r.tenant = ? AND r.person = ?${among}
    AND (${seen.text}) ORDER BY r.created, r.id`;
  const values = [tenant, person, ...(collections ?? []), ...seen.values];
  if (collections?.length === 0) return new Map();
  const source: Source = { kind: 'items', tenant, person, collection: '' };
  const rows = await database.read({ text, values }, 'light', freshnessOf(source, viewer));
  const items = new Map<string, Record[]>();
  for (const row of rows) {
    const collection = String(row.collection);
    const records = items.get(collection);
    if (records) records.push(recordOf(row));
    else items.set(collection, [recordOf(row)]);
  }
  return items;
}

/** True if the viewer may see any item of a person. */
export async function showsItems(database: Database, tenant: string, person: string, viewer: Viewer): Promise<boolean> {
  const seen = audienceCondition(viewer);
  const text = `SELECT 1 AS one FROM item r WHERE r.tenant = ? AND r.person = ? AND (${seen.text}) LIMIT 1`;
  const source: Source = { kind: 'items', tenant, person, collection: '' };
  const rows = await database.read({ text, values: [tenant, person, ...seen.values] }, 'light', freshnessOf(source, viewer));
  return rows.length > 0;
}

/**
 * Keeps a new record; false if its owner is not there.
 * Refuses nameTaken for a person or an id that is there already, quotaReached for an item too many.
 */
export function createRecord(
  database: Database,
  source: Source,
  id: string,
  draft: Draft,
  author: Author,
  limit: number | undefined,
): Promise<boolean> {
  return database.write(() => creating(database.words, source, id, draft, author, limit), source);
}

function* creating(
  words: Words,
  source: Source,
  id: string,
  draft: Draft,
  author: Author,
  limit: number | undefined,
): Work<boolean> {
  const room = yield* roomFor(words, source, limit);
  if (room === 'nobody') return false;
  const note = auditStatement(words, source, id, author, { action: 'create', before: null });
  const insert = room === 'free' ? plainInsert(source, id, draft) : insertStatement(words, source, id, draft, limit);
  const created = yield* write(insert, [...keepNames(words, source, id, draft), note]);
  if (created > 0) return true;
  if (source.kind !== 'items' || !(yield* isPerson(source.tenant, source.person))) return false;
  return refuse('quotaReached', { collection: source.collection, limit });
}

/** What is known of where a new record goes before it is inserted. Refuses quotaReached. */
function* roomFor(words: Words, source: Source, limit: number | undefined): Work<'free' | 'nobody' | 'unknown'> {
  if (source.kind !== 'items' || limit === undefined || !words.roomFor) return 'unknown';
  const room = yield* words.roomFor(source, limit);
  return room === 'full' ? refuse('quotaReached', { collection: source.collection, limit }) : room;
}

export function* isPerson(tenant: string, id: string): Work<boolean> {
  return (yield* read({ text: 'SELECT 1 AS one FROM person WHERE tenant = ? AND id = ?', values: [tenant, id] })).length > 0;
}

/** For an item whose person is known to be there. */
function plainInsert(source: Source, id: string, draft: Draft): Statement {
  return { text: plainText, values: [...placeOf(source).values, id, draft.revision, draft.body, draft.audience, draft.created] };
}

const itemColumns = 'tenant, person, collection, id, revision, body, audience, created';
const plainText = `INSERT INTO item (${itemColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

/** What belongs to a person is kept only while that person is there, and stays so until it is. */
function insertStatement(words: Words, source: Source, id: string, draft: Draft, limit: number | undefined): Statement {
  const { table, columns, values } = placeOf(source);
  const own: readonly Value[] = [...values, id, draft.revision, draft.body];
  if (source.kind === 'items') {
    const few = limit === undefined ? undefined : isBelow(source, limit);
    const made = (): string =>
      `INSERT INTO item (${itemColumns}) SELECT ?, ?, ?, ?, ?, ?, ?, ?
        FROM person p WHERE p.tenant = ? AND p.id = ?${few ? ` AND ${few.text}` : ''}${words.forKeyShare}`;
    return {
      text: textOnce(few ? limitedTexts : unlimitedTexts, words.name, made),
      values: [...own, draft.audience, draft.created, source.tenant, source.person, ...(few?.values ?? [])],
    };
  }
  const into = `INSERT INTO ${table} (${columns.join(', ')}, id, revision, body)`;
  const placeholders = own.map(() => '?').join(', ');
  if (source.kind !== 'contacts') return { text: `${into} VALUES (${placeholders})`, values: own };
  return {
    text: `${into} SELECT ${placeholders} FROM person p WHERE p.tenant = ? AND p.id = ?${words.forKeyShare}`,
    values: [...own, source.tenant, source.person],
  };
}

/** The statements for new items by database. */
const limitedTexts: { [W in Words['name']]?: string } = {};
const unlimitedTexts: { [W in Words['name']]?: string } = {};

/** Holds where there are fewer records than a limit. */
function isBelow(source: Source, limit: number): Statement {
  const { text, values } = membership(source);
  return { text: `(SELECT count(*) FROM item r WHERE ${text}) < ?`, values: [...values, limit] };
}

/** Changes a record as `next` says; see the contract. */
export function changeRecord(
  database: Database,
  source: Source,
  id: string,
  viewer: Viewer,
  author: Author,
  next: Next,
): Promise<Record | undefined> {
  return database.write(() => changing(database.words, source, id, viewer, author, next), source);
}

type Next = Parameters<Store['change']>[4];

function* changing(
  words: Words,
  source: Source,
  id: string,
  viewer: Viewer,
  author: Author,
  next: Next,
): Work<Record | undefined> {
  for (let attempt = 1; ; attempt++) {
    const [row] = yield* read(recordStatement(source, id, viewer), 'single');
    if (!row) return undefined;
    const current = recordOf(row);
    const draft = next(current);
    if (draft === 'unchanged') return current;
    const note = auditStatement(words, source, id, author, { action: 'update', before: current.body });
    const changed = yield* write(updateStatement(source, id, current, draft), [...keepNames(words, source, id, draft), note]);
    if (changed > 0) return { id, revision: draft.revision, body: draft.body };
    yield* again(attempt);
  }
}

/** Changes the record as it was read, or nothing. */
function updateStatement(source: Source, id: string, current: Record, draft: Draft): Statement {
  const { table, columns, values } = placeOf(source);
  const audience = source.kind === 'items' ? [draft.audience] : [];
  const also = audience.length > 0 ? ', audience = ?' : '';
  const made = (): string => `UPDATE ${table} SET revision = ?, body = ?${also} WHERE ${keyOf(columns)}`;
  const text = textOnce(updateTexts, source.kind, made);
  return { text, values: [draft.revision, draft.body, ...audience, ...values, id, current.revision] };
}

/** The statement by kind of source. */
const updateTexts: { [S in Source['kind']]?: string } = {};

/** The condition for one record as it was read. */
const keyOf = (columns: readonly string[]): string =>
  [...columns, 'id', 'revision'].map((column) => `${column} = ?`).join(' AND ');

/** Removes a record after `allow` agreed; a person goes with all that is theirs. */
export async function removeRecord(
  database: Database,
  source: Source,
  id: string,
  viewer: Viewer,
  author: Author,
  allow: Allow,
): Promise<boolean> {
  const { words } = database;
  if (source.kind === 'people') {
    const removed = await database.transaction(() => removePersonIf(words, source.tenant, id, author, allow), source);
    if (removed) database.scrubSoon({ tenant: source.tenant, person: id });
    return removed;
  }
  return database.write(() => removing(words, source, id, viewer, author, allow), source);
}

type Allow = (current: Record) => void;

function* removing(words: Words, source: Source, id: string, viewer: Viewer, author: Author, allow: Allow): Work<boolean> {
  for (let attempt = 1; ; attempt++) {
    const [row] = yield* read(recordStatement(source, id, viewer), 'single');
    if (!row) return false;
    const current = recordOf(row);
    allow(current);
    const note = auditStatement(words, source, id, author, { action: 'delete', before: current.body });
    if ((yield* write(deleteStatement(source, id, current.revision), [...dropBeside(words, source, id), note])) > 0) return true;
    yield* again(attempt);
  }
}

function deleteStatement(source: Source, id: string, revision: number): Statement {
  const { table, columns, values } = placeOf(source);
  return { text: `DELETE FROM ${table} WHERE ${keyOf(columns)}`, values: [...values, id, revision] };
}

function dropBeside(words: Words, source: Source, id: string): readonly Statement[] {
  if (source.kind !== 'groups') return dropNames(words, source, id);
  return [{ text: `DELETE FROM member WHERE tenant = ? AND circle = ? AND ${words.done}`, values: [source.tenant, id] }];
}

/** What a person was is not kept in the trail either: only that the person was removed, when and by whom. */
function* removePersonIf(words: Words, tenant: string, id: string, author: Author, allow: Allow): Work<boolean> {
  const source: Source = { kind: 'people', tenant };
  const statement = recordStatement(source, id, { kind: 'all' });
  const [row] = yield* read({ ...statement, text: statement.text + words.forUpdate });
  if (!row) return false;
  allow(recordOf(row));
  yield* removePerson(words, tenant, id);
  const note = auditStatement(words, source, id, author, { action: 'delete', before: null });
  yield* write({ ...note, text: note.text.replace(words.done, 'TRUE') });
  return true;
}

/** Removes every item of a person; answers how many there were. */
export function clearItems(database: Database, tenant: string, person: string, author: Author): Promise<number> {
  const whose: Whose = { tenant, person };
  return database.transaction(() => clearing(database.words, whose, author), whose);
}

function* clearing(words: Words, { tenant, person }: Whose, author: Author): Work<number> {
  // Whoever adds an item waits, so that all that is removed has been noted.
  yield* read({
    text: `SELECT id FROM person WHERE tenant = ? AND id = ?${words.forUpdate}`,
    values: [tenant, person],
  });
  yield* write(auditClearing(tenant, person, author));
  return yield* write({ text: 'DELETE FROM item WHERE tenant = ? AND person = ?', values: [tenant, person] });
}
