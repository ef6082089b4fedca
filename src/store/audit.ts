/** The audit trail: who changed what, when, and what was there before; written with the change itself. */
import { audienceCondition, audienceOf } from './audience.ts';
import { type Database, read, type Statement, type Words, type Work, write } from './database.ts';
import { dialects } from './dialect.ts';
import type { EntryNames } from './entry-names.ts';
import { ownerOf } from './source.ts';
import { join, raw, type Sql, sql, textOnce } from './sql.ts';
import type { AuditEntry, Author, Source, Store, Viewer } from './store.ts';

type Action = AuditEntry['action'];

const columns = 'tenant, owner, kind, collection, record, action, at, author, before';

/**
 * The statement that notes a change, done if the change was. What is there afterwards is not kept: it is what the next entry
 * found before it, or what is there now.
 */
export function auditStatement(
  words: Words,
  source: Source,
  id: string,
  author: Author,
  change: { readonly action: Action; readonly before: string | null },
): Statement {
  const collection = source.kind === 'items' ? source.collection : null;
  const made = (): string => `INSERT INTO audit (${columns}) ${words.rowIfDone('?, ?, ?, ?, ?, ?, ?, ?, ?')}`;
  return {
    text: textOnce(noteTexts, words.name, made),
    values: [
      source.tenant,
      ownerOf(source, id),
      source.kind,
      collection,
      id,
      change.action,
      author.at,
      authorText(author),
      change.before,
    ],
  };
}

/** The statement by database. */
const noteTexts: { [W in Words['name']]?: string } = {};

/** Notes the removal of every item of a person, before it is done. */
export function auditClearing(tenant: string, person: string, author: Author): Statement {
  return {
    text: `INSERT INTO audit (${columns})
      SELECT tenant, person, 'items', collection, id, 'delete', ?, ?, body FROM item WHERE tenant = ? AND person = ?`,
    values: [author.at, authorText(author), tenant, person],
  };
}

function authorText({ person, application, request }: Author): string {
  return JSON.stringify({ person, application, request });
}

/** Entries that a condition lets pass, each with its `later`: what the next one found, or what is there now. */
function withLater(words: Words, condition: Sql): Sql {
  const trail = words.trailOf('n', { text: 'e.owner', values: [] }, 'e.seq');
  const follows = sql`${trail} AND n.tenant = e.tenant AND n.owner = e.owner AND n.kind = e.kind AND n.record = e.record
    AND n.seq > e.seq AND (n.collection = e.collection OR n.collection IS NULL)`;
  return sql`SELECT e.*, e.owner AS person, CASE
      WHEN e.action = 'delete' THEN NULL
      WHEN EXISTS (SELECT 1 FROM audit n WHERE ${follows}) THEN (SELECT n.before FROM audit n WHERE ${follows} ORDER BY n.seq LIMIT 1)
      WHEN e.kind = 'items' THEN (SELECT i.body FROM item i WHERE i.tenant = e.tenant AND i.person = e.owner
        AND i.collection = e.collection AND i.id = e.record)
      WHEN e.kind = 'contacts' THEN (SELECT c.body FROM contact c WHERE c.tenant = e.tenant AND c.person = e.owner AND c.id = e.record)
      WHEN e.kind = 'people' THEN (SELECT p.body FROM person p WHERE p.tenant = e.tenant AND p.id = e.record)
      WHEN e.kind = 'groups' THEN (SELECT g.body FROM circle g WHERE g.tenant = e.tenant AND g.id = e.record)
    END AS later
    FROM audit e WHERE ${condition}`;
}

/**
 * Entries as a viewer may see them: of an item one sees a change if one may see both what was there and what came of it; of
 * contacts, one's own. All others are for whoever may read the trail.
 */
function seenEntries(words: Words, condition: Sql, viewer: Viewer): Sql {
  const dialect = dialects[words.name];
  const all = withLater(words, condition);
  if (viewer.kind === 'all') return all;
  const own = viewer.kind === 'colleague' ? viewer.person : '';
  const seen = (text: string): Sql => sql`(r.${text} IS NULL OR (${audienceCondition(viewer, 'r', `r.${text}_audience`)}))`;
  const judged = sql`SELECT e.*, ${audienceOf(dialect, 'e.before')} AS before_audience, ${audienceOf(dialect, 'e.later')} AS later_audience
    FROM (${all}) e`;
  return sql`SELECT r.* FROM (${judged}) r WHERE r.kind NOT IN ('items', 'contacts') OR r.person = ${{ text: '?', values: [own] }}
    OR (r.kind = 'items' AND (r.before IS NOT NULL OR r.later IS NOT NULL) AND ${seen('before')} AND ${seen('later')})`;
}

/**
 * Entries of the tenant, or of one person, that the viewer may see, newest first.
 * @param names what entries of the tenant are called
 */
export async function readAudit(
  database: Database,
  names: EntryNames,
  tenant: string,
  { viewer, person, limit, after }: Parameters<Store['audit']>[1],
): Promise<readonly AuditEntry[]> {
  const conditions: Sql[] = [{ text: 'e.tenant = ?', values: [tenant] }];
  if (person !== undefined) {
    const owner = { text: '?', values: [person] };
    conditions.push(sql`e.owner = ${owner}`, database.words.trailOf('e', owner));
  }
  if (after !== undefined) {
    const seq = names.seqOf(after);
    // Nothing is behind what names no entry.
    if (seq === undefined) return [];
    conditions.push({ text: 'e.seq < CAST(? AS bigint)', values: [seq] });
  }
  const seen = seenEntries(database.words, join(conditions, ' AND '), viewer);
  const statement = sql`SELECT t.* FROM (${seen}) t ORDER BY t.seq DESC LIMIT ${{ text: '?', values: [limit] }}`;
  const rows = await database.read(statement, 'heavy', 'fresh');
  return rows.map(
    (row): AuditEntry => ({
      id: names.nameOf(String(row.seq)),
      tenant,
      at: String(row.at),
      // The columns hold what `auditStatement` put there.
      action: row.action as Action,
      kind: row.kind as Source['kind'],
      owner: String(row.owner),
      collection: row.collection as string | null,
      record: String(row.record),
      author: { at: String(row.at), ...(JSON.parse(String(row.author)) as Omit<Author, 'at'>) },
      before: row.before as string | null,
      after: row.later as string | null,
    }),
  );
}

/** How many entries are looked at in one go. */
const stride = 1000;

/** Forgets the entries made before an instant; answers how many. Those who write meanwhile wait for a stretch, not for all of it. */
export async function forgetAudit(database: Database, before: string): Promise<number> {
  let forgotten = 0;
  for await (const part of partsOf(database)) {
    let next: number | undefined = 0;
    while (next !== undefined) {
      const from: number = next;
      const stretch: Stretch = await database.transaction(() => forgetStretch(part, before, from), 'everything');
      forgotten += stretch.forgotten;
      next = stretch.next;
    }
  }
  return forgotten;
}

/** The parts of the trail whose entries an index has in the order in which they were made, each as the condition for it. */
async function* partsOf(database: Database): AsyncGenerator<Sql> {
  if (database.words.trailBy === 'number') yield raw('TRUE');
  else
    for (let tenant = await tenantAfter(database, ''); tenant !== undefined; tenant = await tenantAfter(database, tenant))
      yield { text: 'tenant = ?', values: [tenant] };
}

/** The next tenant that has entries: keys begin with it, so that each is found by one look. */
async function tenantAfter(database: Database, tenant: string): Promise<string | undefined> {
  const text = 'SELECT min(tenant) AS tenant FROM audit WHERE tenant > ?';
  const [row] = await database.read({ text, values: [tenant] }, 'light', 'fresh');
  return typeof row?.tenant === 'string' ? row.tenant : undefined;
}

/** What a stretch came to, and where the next one starts: undefined behind the last, or where none was that old. */
interface Stretch {
  readonly forgotten: number;
  readonly next: number | undefined;
}

/** Forgets among the entries behind a number: they lie in the order in which they were made. */
function* forgetStretch(part: Sql, before: string, from: number): Work<Stretch> {
  const [row] = yield* read({
    text: `SELECT max(seq) AS last, count(*) AS found
      FROM (SELECT seq FROM audit WHERE ${part.text} AND seq > ? ORDER BY seq LIMIT ?) s`,
    values: [...part.values, from, stride],
  });
  if (Number(row?.found ?? 0) === 0) return { forgotten: 0, next: undefined };
  const last = Number(row?.last);
  const forgotten = yield* write({
    text: `DELETE FROM audit WHERE ${part.text} AND seq > ? AND seq <= ? AND at < ?`,
    values: [...part.values, from, last, before],
  });
  return { forgotten, next: forgotten === 0 ? undefined : last };
}
