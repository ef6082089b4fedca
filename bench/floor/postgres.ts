/** The floor on PostgreSQL: the same tables and statements over the same driver that the server uses. */
import type postgres from 'postgres';
import type { Done, Floor } from './contract.ts';
import { changed, created, joinProfile, rowsOf } from './rows.ts';

const rowsAtOnce = 500;

/** Makes the floor's tables in an empty database from a dump. */
export async function seedPostgresFloor(url: string, dump: string): Promise<void> {
  const sql = (await driver('published'))(url, { max: 1, onnotice: () => {} });
  await sql`create table person (id text primary key, display_name text not null, body text not null)`;
  await sql`create table item (id text primary key, person text not null, collection text not null,
    display_name text, proficiency text, created text not null, body text not null)`;
  const people: { id: string; display_name: string; body: string }[] = [];
  const items: { [column: string]: string | null }[] = [];
  const flush = async (least: number) => {
    if (people.length > least) await sql`insert into person ${sql(people.splice(0))}`;
    if (items.length > least) await sql`insert into item ${sql(items.splice(0))}`;
  };
  await sql`begin`;
  for await (const row of rowsOf(dump)) {
    if (row.kind === 'user') people.push({ id: row.id, display_name: row.displayName, body: row.body });
    else {
      const { id, person, collection, displayName, proficiency, created: at, body } = row;
      items.push({ id, person, collection, display_name: displayName, proficiency, created: at, body });
    }
    await flush(rowsAtOnce);
  }
  await flush(0);
  await sql`commit`;
  await sql`create index item_of_person on item (person, collection)`;
  await sql`create index person_by_name on person (display_name)`;
  await sql`analyze`;
  await sql.end();
}

/** The driver as it is published, or with what the server mends in it (`src/store/postgres-driver.ts`); a process has one of them. */
export type Driver = 'published' | 'mended';

async function driver(which: Driver): Promise<typeof postgres> {
  return which === 'mended' ? (await import('../../src/store/postgres-driver.ts')).postgres : (await import('postgres')).default;
}

/** @param url of a database that seedPostgresFloor() filled */
export async function openPostgresFloor(url: string, which: Driver): Promise<Floor> {
  const sql = (await driver(which))(url, { onnotice: () => {} });
  await sql`select 1`;
  const texts = (rows: readonly postgres.Row[]) => `{"value":[${rows.map(({ body }) => body).join(',')}]}`;
  const answer = (made: Promise<string | undefined>, done: Done) => {
    made.then(done, (error: unknown) => {
      console.error(error);
      done(undefined);
    });
  };
  const one = async (id: string) => (await sql`select body from item where id = ${id}`)[0]?.body as string | undefined;
  return {
    item: (id, done) => answer(one(id), done),
    list: (person, done) =>
      answer(
        sql`select body from item where person = ${person} and collection = 'skills' and proficiency <> 'elementary'
          order by display_name limit 20`.then(texts),
        done,
      ),
    named: (name, done) => answer(sql`select body from person where display_name = ${name} limit 20`.then(texts), done),
    profile: (person, done) =>
      answer(
        sql<{ collection: string; body: string }[]>`select collection, body from item where person = ${person}
          order by collection, created, id`.then((rows) => joinProfile(person, rows)),
        done,
      ),
    change: (id, patch, done) =>
      answer(
        one(id).then(async (before) => {
          if (before === undefined) return undefined;
          const { body, proficiency } = changed(before, patch);
          await sql`update item set body = ${body}, proficiency = ${proficiency} where id = ${id}`;
          return body;
        }),
        done,
      ),
    create: (person, sent, done) =>
      answer(
        (async () => {
          const { id, at, value } = created(sent);
          const body = JSON.stringify(value);
          await sql`insert into item values (${id}, ${person}, 'skills', ${String(value.displayName)}, ${String(value.proficiency)},
            ${at}, ${body})`;
          return body;
        })(),
        done,
      ),
  };
}
