/** The tables that the peers on SQLite have, as SAP CAP makes them of its model. */
import Database from 'better-sqlite3';
import { rowsOf } from '../floor/rows.ts';

/** Makes the tables where there is nobody to do it. */
export function makeTables(file: string): void {
  const database = new Database(file);
  database.exec(`
    create table bench_People (id text primary key, displayName text, userPrincipalName text);
    create table bench_Skills (id text primary key, person_id text, displayName text, proficiency text, createdDateTime text);
  `);
  database.close();
}

/** Fills them from a dump, and gives them the indexes that the floor has. */
export async function fillTables(file: string, dump: string): Promise<void> {
  const database = new Database(file);
  const person = database.prepare('insert into bench_People (id, displayName, userPrincipalName) values (?, ?, ?)');
  const item = database.prepare(
    'insert into bench_Skills (id, person_id, displayName, proficiency, createdDateTime) values (?, ?, ?, ?, ?)',
  );
  database.exec('begin');
  for await (const row of rowsOf(dump)) {
    if (row.kind === 'user') person.run(row.id, row.displayName, row.id);
    else if (row.collection === 'skills') item.run(row.id, row.person, row.displayName, row.proficiency, row.created);
  }
  database.exec('commit');
  database.exec(
    'create index skills_of_person on bench_Skills (person_id); create index people_by_name on bench_People (displayName)',
  );
  database.close();
}
