/** What a file calls a tenant is shorter than a GUID, means one tenant only, and is seen by nobody who asks the store. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { openStore } from '../../src/store/open.ts';
import { shortTenant, wholeTenant } from '../../src/store/short-tenants.ts';
import type { DumpEntry, Source } from '../../src/store/store.ts';
import { author, draft, personNamed } from '../support/drafts.ts';
import { makeFolder } from '../support/program.ts';

describe('The short name of a tenant', () => {
  test('is of 22 characters, and tells which GUID it is of', () => {
    fc.assert(
      fc.property(fc.uuid(), (tenant) => {
        const name = shortTenant(tenant);
        assert.match(name, /^[\w-]{22}$/);
        assert.equal(wholeTenant(name), tenant);
        assert.equal(shortTenant(name), name, 'made anew it stays the same');
      }),
    );
  });

  for (const other of ['', 't', 'contoso.example', 'BE9CBE9C-0000-4000-8000-000000000001'])
    test(`is what there was, of what is no GUID in lower case: "${other}"`, () => {
      assert.deepEqual([shortTenant(other), wholeTenant(other)], [other, other]);
    });

  test('stands in every table of the file, and in nothing that is answered', async () => {
    const file = join(await makeFolder(), 'proficio.db');
    const store = await openStore(`sqlite:${file}`);
    const [tenant, person, group, colleague] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const skills: Source = { kind: 'items', tenant, person, collection: 'skills' };
    const contact = { ...draft({}), lookups: ['a@example.com'] };
    try {
      for (const [id, name] of [
        [person, 'p@example.com'],
        [colleague, 'q@example.com'],
      ] as const)
        await store.create({ kind: 'people', tenant }, id, personNamed(name), author());
      await store.create({ kind: 'groups', tenant }, group, draft({}), author());
      await store.addMember(tenant, group, person, author());
      await store.create({ kind: 'contacts', tenant, person }, 'contact', contact, author());
      await store.create(skills, 'created', draft({}), author());
      await store.load([{ source: skills, id: 'loaded', draft: draft({}) }]);
      await store.fill([[{ source: skills, id: 'filled', draft: draft({}) }]]);

      const handle = new Sqlite(file, { readonly: true });
      const tables = ['person', 'lookup', 'circle', 'member', 'contact', 'address', 'item', 'audit'];
      for (const table of tables)
        assert.deepEqual(handle.prepare(`SELECT DISTINCT tenant FROM ${table}`).all(), [{ tenant: shortTenant(tenant) }], table);
      handle.close();

      const seen = { kind: 'colleague', tenant, person: colleague } as const;
      const { records } = await store.list(skills, { kind: 'all' }, { orderby: [], skip: 0, limit: 9, count: false });
      assert.deepEqual(records.map(({ id }) => id).sort(), ['created', 'filled', 'loaded']);
      assert.notEqual(await store.read({ kind: 'people', tenant }, person, seen), undefined);
      assert.deepEqual(await store.tenantsKnowing('p@example.com'), [tenant]);
      const dumped: DumpEntry[] = [];
      for await (const entry of store.dump(undefined, undefined)) dumped.push(entry);
      assert.deepEqual([dumped.length, new Set(dumped.map((entry) => entry.tenant))], [7, new Set([tenant])]);
      const entries = await store.audit(tenant, { viewer: { kind: 'all' }, limit: 9 });
      assert.deepEqual([entries.length, new Set(entries.map((entry) => entry.tenant))], [6, new Set([tenant])]);
      assert.equal((await store.erase(tenant, person))?.items, 3);
      await store.dropTenant(tenant);
      assert.equal(await store.isEmpty(tenant), true);
    } finally {
      await store.close();
    }
  });
});
