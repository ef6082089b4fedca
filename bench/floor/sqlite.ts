/** The floor on better-sqlite3: prepared statements over one plain table of items and one of people. */
import Database from 'better-sqlite3';
import type { Done, Floor } from './contract.ts';
import { changed, created, joinProfile, rowsOf } from './rows.ts';

/** When a write is made durable: each for itself, or all that arrived in one turn of the event loop together. */
export type Commits = 'each' | 'grouped';

const tables = `
  create table person (id text primary key, display_name text not null, body text not null) without rowid;
  create table item (
    id text primary key, person text not null, collection text not null,
    display_name text, proficiency text, created text not null, body text not null
  );
  create index item_of_person on item (person, collection);
  create index person_by_name on person (display_name);
`;

/** Makes the floor's database from a dump. */
export async function seedSqliteFloor(file: string, dump: string): Promise<void> {
  const database = new Database(file);
  database.pragma('journal_mode = wal');
  database.exec(tables);
  const person = database.prepare('insert into person values (?, ?, ?)');
  const item = database.prepare('insert into item values (?, ?, ?, ?, ?, ?, ?)');
  database.exec('begin');
  for await (const row of rowsOf(dump)) {
    if (row.kind === 'user') person.run(row.id, row.displayName, row.body);
    else item.run(row.id, row.person, row.collection, row.displayName, row.proficiency, row.created, row.body);
  }
  database.exec('commit');
  database.close();
}

/** @param commits how writes are made durable */
export function openSqliteFloor(file: string, commits: Commits): Floor {
  const database = new Database(file);
  database.pragma('journal_mode = wal');
  database.pragma('synchronous = full');
  const one = database.prepare('select body from item where id = ?').pluck();
  const list = database
    .prepare(
      `select body from item where person = ? and collection = 'skills' and proficiency <> 'elementary' order by display_name limit 20`,
    )
    .pluck();
  const named = database.prepare('select body from person where display_name = ? limit 20').pluck();
  const profile = database.prepare('select collection, body from item where person = ? order by collection, created, id');
  const update = database.prepare('update item set body = ?, proficiency = ? where id = ?');
  const insert = database.prepare('insert into item values (?, ?, ?, ?, ?, ?, ?)');
  const begin = database.prepare('begin immediate');
  const commit = database.prepare('commit');
  // What the statements select is text.
  const text = (row: unknown) => row as string | undefined;
  const texts = (rows: unknown) => `{"value":[${(rows as string[]).join(',')}]}`;

  type Write = () => string | undefined;
  let waiting: { readonly write: Write; readonly done: Done }[] = [];
  const write = (now: Write, done: Done): void => {
    if (commits === 'each') {
      begin.run();
      const answer = now();
      commit.run();
      done(answer);
      return;
    }
    waiting.push({ write: now, done });
    if (waiting.length > 1) return;
    setImmediate(() => {
      const group = waiting;
      waiting = [];
      begin.run();
      const answers = group.map((each) => each.write());
      commit.run();
      for (const [index, each] of group.entries()) each.done(answers[index]);
    });
  };

  return {
    item: (id, done) => done(text(one.get(id))),
    list: (person, done) => done(texts(list.all(person))),
    named: (name, done) => done(texts(named.all(name))),
    profile: (person, done) => done(joinProfile(person, profile.all(person) as { collection: string; body: string }[])),
    change: (id, patch, done) =>
      write(() => {
        const before = text(one.get(id));
        if (before === undefined) return undefined;
        const { body, proficiency } = changed(before, patch);
        update.run(body, proficiency, id);
        return body;
      }, done),
    create: (person, sent, done) =>
      write(() => {
        const { id, at, value } = created(sent);
        const body = JSON.stringify(value);
        insert.run(id, person, 'skills', value.displayName ?? null, value.proficiency ?? null, at, body);
        return body;
      }, done),
  };
}
