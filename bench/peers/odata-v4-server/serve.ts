/** A program on odata-v4-server as its README has one, with odata-v4-sql over better-sqlite3: `--database FILE --port N`. */
import { argv } from 'node:process';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import library, { type ODataHttpContext } from 'odata-v4-server';
import { createQuery } from 'odata-v4-sql';

const { Edm, ODataController, ODataEntity, ODataServer, odata } = library;
const { values } = parseArgs({
  args: argv.slice(2),
  options: { database: { type: 'string', default: '' }, port: { type: 'string', default: '0' } },
});
const database = new Database(values.database);
database.pragma('journal_mode = wal');
database.pragma('synchronous = full');

class Person extends ODataEntity {}
Person.define({ id: [Edm.String, Edm.Key], displayName: Edm.String, userPrincipalName: Edm.String });

class Skill extends ODataEntity {}
Skill.define({
  id: [Edm.String, Edm.Key],
  person_id: Edm.String,
  displayName: Edm.String,
  proficiency: Edm.String,
  createdDateTime: Edm.String,
});

/**
 * The rows of a table that a request asks for. The query is read from its address: the one that `@odata.query` gives has each
 * condition twice (its deepmerge joins arrays), which makes no SQL.
 */
function select(table: string, { url }: ODataHttpContext): unknown[] {
  const [, query = '$top=100'] = url.split('?');
  const sql = createQuery(decodeURIComponent(query));
  return database.prepare(sql.from(table)).all(...sql.parameters.values());
}

class People extends ODataController {
  find(context: ODataHttpContext) {
    return select('bench_People', context);
  }
}
People.define(odata.type(Person), { find: [odata.GET, { context: odata.context }] });

const one = database.prepare('select * from bench_Skills where id = ?');
const update = database.prepare('update bench_Skills set proficiency = ? where id = ?');

class Skills extends ODataController {
  find(context: ODataHttpContext) {
    return select('bench_Skills', context);
  }
  findOne(key: string) {
    return one.get(key);
  }
  update(key: string, delta: { readonly proficiency: string }) {
    return update.run(delta.proficiency, key).changes;
  }
}
Skills.define(odata.type(Skill), {
  find: [odata.GET, { context: odata.context }],
  findOne: [odata.GET, { key: odata.key }],
  update: [odata.PATCH, { key: odata.key, delta: odata.body }],
});

class Server extends ODataServer {}
Server.define(odata.controller(People, 'People'), odata.controller(Skills, 'Skills'));
Server.create('/odata', Number(values.port), '127.0.0.1');
