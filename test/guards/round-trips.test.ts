/** How often PostgreSQL is waited for: counted on the wire between it and the server. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { personDraft } from '../../src/profile/person.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { type Ask, answeringOver, person } from '../support/answering.ts';
import { makeDatabase } from '../support/postgres.ts';

interface Wire {
  readonly url: string;
  /** Round trips since this was last asked: how often something was sent after an answer had come. */
  readonly trips: () => number;
  readonly close: () => void;
}

async function tapWire(url: string): Promise<Wire> {
  const target = new URL(url);
  let trips = 0;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    let turn: 'near' | 'far' = 'far';
    near.on('data', (bytes) => {
      if (turn === 'far') trips++;
      turn = 'near';
      far.write(bytes);
    });
    far.on('data', (bytes) => {
      turn = 'far';
      near.write(bytes);
    });
    for (const socket of [near, far])
      socket
        .on('error', () => {})
        .on('close', () => {
          near.destroy();
          far.destroy();
        });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = new URL(url);
  // A TCP server has an address and a port.
  own.port = String((server.address() as AddressInfo).port);
  return {
    url: own.href,
    trips() {
      const all = trips;
      trips = 0;
      return all;
    },
    close: () => server.close(),
  };
}

const postgresql = await makeDatabase();
const skip = 'missing' in postgresql ? postgresql.missing : false;

describe('round trips to PostgreSQL', { skip }, () => {
  let wire: Wire;
  let store: Store;
  let ask: Ask;
  const [tenant, owner] = [randomUUID(), randomUUID()];

  before(async () => {
    if ('missing' in postgresql) return;
    wire = await tapWire(postgresql.url);
    store = await openStore(wire.url, { connections: 1 });
    await store.meetPerson(
      tenant,
      owner,
      personDraft({ id: owner, userPrincipalName: 'a@example.com', accountEnabled: true }, 1),
    );
    ({ ask } = answeringOver(store));
  });
  after(async () => {
    await store.close();
    wire.close();
  });

  const skills = '/me/profile/skills';
  const cases: readonly { readonly what: string; readonly ask: (id: string) => ReturnType<Ask>; readonly most: number }[] = [
    { what: 'a read', ask: (id) => ask('GET', `${skills}/${id}`), most: 1 },
    { what: 'a list', ask: () => ask('GET', `${skills}?$filter=startswith(displayName,'K')&$top=20`), most: 1 },
    { what: 'people of a name', ask: () => ask('GET', "/users?$filter=displayName eq 'Ada'"), most: 1 },
    { what: 'a new item', ask: () => ask('POST', skills, { body: { displayName: 'Sewing' } }), most: 1 },
    { what: 'a change', ask: (id) => ask('PATCH', `${skills}/${id}`, { body: { displayName: 'Spinning' } }), most: 2 },
    { what: 'a removal', ask: (id) => ask('DELETE', `${skills}/${id}`), most: 2 },
  ];
  for (const { what, ask: askFor, most } of cases)
    test(`${what} takes ${most}, its audit entry included`, async () => {
      const as = person(tenant, owner, { can: 'User.ReadWrite User.Read.All' });
      const make = async (): Promise<string> =>
        (await ask('POST', skills, { as, body: { displayName: 'Knitting' } })).body.id as string;
      // A statement is prepared when it is first asked.
      await askFor(await make());
      const id = await make();
      wire.trips();
      const answered = await askFor(id);
      assert.ok(answered.status < 300, answered.text);
      assert.equal(wire.trips(), most);
    });
});
