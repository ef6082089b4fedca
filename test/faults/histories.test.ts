/** Two nodes and many callers change the same items: what each is told fits one order of events. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { type Issuer, startIssuer } from '../support/issuer.ts';
import { type Node, startNode } from '../support/node.ts';
import { type AskOver, askOver } from '../support/over-http.ts';
import { makeDatabase } from '../support/postgres.ts';
import { makeFolder } from '../support/program.ts';
import { contradictions, type Event, type State } from './history.ts';

const state = (revision: number, one: string | null = null, other: string | null = null): State => ({ revision, one, other });
const read = (begun: number, answered: number, saw: State): Event => ({ begun, answered, did: { kind: 'read', saw } });
const write = (begun: number, answered: number, patch: object, saw: State, expected?: number): Event => ({
  begun,
  answered,
  did: { kind: 'write', patch, expected, saw },
});
const refused = (begun: number, answered: number, expected: number): Event => ({
  begun,
  answered,
  did: { kind: 'refused', expected },
});

/** Histories, and what the checker says of them: it is itself held to cases. */
const histories: readonly (readonly [events: readonly Event[], says: RegExp | undefined])[] = [
  [[write(0, 1, { one: 'a' }, state(2, 'a')), read(2, 3, state(2, 'a'))], undefined],
  [[write(0, 9, { one: 'a' }, state(2, 'a')), read(2, 3, state(1)), read(4, 5, state(2, 'a'))], undefined],
  [[write(0, 1, { one: 'a' }, state(2, 'a')), read(2, 3, state(1))], /was read after 2 had been seen/],
  [[write(0, 9, { one: 'a' }, state(2, 'a')), read(1, 2, state(2, 'a')), read(3, 4, state(1))], /was read after 2/],
  [[write(0, 5, { one: 'a' }, state(2, 'a')), write(0, 5, { other: 'b' }, state(3, null, 'b'))], /lost something/],
  [[write(0, 5, { one: 'a' }, state(2, 'a')), write(0, 5, { one: 'b' }, state(2, 'b'))], /two writes made revision 2/],
  [[read(0, 1, state(2, 'a')), write(2, 3, { one: 'a' }, state(2, 'a'))], /seen before its write began/],
  [[write(0, 5, { one: 'a' }, state(2, 'a'), 1), write(0, 5, { one: 'b' }, state(3, 'b'), 1)], /was done to 2/],
  [[write(0, 5, { one: 'a' }, state(2, 'a'), 1), refused(0, 5, 1)], undefined],
  [[refused(0, 1, 1), write(2, 3, { one: 'a' }, state(2, 'a'))], /refused although nothing else was there/],
];
for (const [index, [events, says]] of histories.entries()) {
  test(`the checker ${says ? `finds in history ${index}: ${says.source}` : `finds nothing in history ${index}`}`, () => {
    const found = contradictions(state(1), events).join('\n');
    if (says) assert.match(found, says);
    else assert.equal(found, '');
  });
}

/** What a caller does next, and at which of the two nodes. */
interface Deed {
  readonly node: 0 | 1;
  readonly item: 0 | 1;
  readonly kind: 'read' | 'one' | 'other' | 'guarded';
}

const deeds: fc.Arbitrary<Deed> = fc.record({
  node: fc.constantFrom(0, 1),
  item: fc.constantFrom(0, 1),
  kind: fc.constantFrom('read', 'one', 'other', 'guarded'),
});

const provided = await makeDatabase();
const databases = [
  { name: 'SQLite', url: `sqlite:${join(await makeFolder(), 'proficio.db')}`, skip: false },
  { name: 'PostgreSQL', url: 'url' in provided ? provided.url : '', skip: 'missing' in provided ? provided.missing : false },
];

for (const { name, url, skip } of databases) {
  describe(`two nodes on one ${name}`, { skip, timeout: 120_000 }, () => {
    let issuer: Issuer;
    let nodes: readonly [Node, Node];
    let asks: readonly [AskOver, AskOver];
    before(async () => {
      issuer = await startIssuer();
      const flags = ['--database', url, '--log-level', 'error'];
      // Both bring the database to its schema at once.
      const [one, other] = await Promise.all([startNode({ issuer, flags }), startNode({ issuer, flags })]);
      nodes = [one, other];
      const token = await issuer.token(randomUUID());
      asks = [askOver(one.origin, token), askOver(other.origin, token)];
    });
    after(async () => {
      assert.deepEqual(await Promise.all(nodes.map((node) => node.stop())), [0, 0]);
      issuer.close();
    });

    const create = async (): Promise<string> => {
      const { status, body } = await asks[0]('POST', '/beta/me/profile/skills', { displayName: 'start' });
      assert.equal(status, 201);
      return `/beta/me/profile/skills/${body.id}`;
    };

    test('of those who hold the same entity tag exactly one wins', async () => {
      const path = await create();
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          asks[n % 2 === 0 ? 0 : 1]('PATCH', path, { displayName: `by ${n}` }, { 'if-match': 'W/"1"' }),
        ),
      );
      const won = answers.filter(({ status }) => status === 200);
      assert.equal(won.length, 1);
      assert.ok(answers.every(({ status }) => status === 200 || status === 412));
      assert.equal((await asks[1]('GET', path)).body.displayName, won[0]?.body.displayName);
    });

    test('of those who change different fields at once nobody loses one', async () => {
      const path = await create();
      const fields = {
        displayName: 'name',
        webUrl: 'https://example.com/',
        proficiency: 'expert',
        collaborationTags: ['askMeAbout'],
      };
      const answers = await Promise.all(
        Object.entries(fields).map(([field, value], n) => asks[n % 2 === 0 ? 0 : 1]('PATCH', path, { [field]: value })),
      );
      assert.ok(answers.every(({ status }) => status === 200));
      const { body } = await asks[0]('GET', path);
      for (const [field, value] of Object.entries(fields)) assert.deepEqual(body[field], value, field);
    });

    test('whatever callers do at once, all that they are told fits one order of events', async () => {
      const clock = () => performance.now();
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(deeds, { minLength: 3, maxLength: 10 }), { minLength: 2, maxLength: 5 }),
          async (callers) => {
            const paths = [await create(), await create()] as const;
            const events: [Event[], Event[]] = [[], []];
            await Promise.all(
              callers.map(async (todo, caller) => {
                const latest = [1, 1];
                for (const [index, { node, item, kind }] of todo.entries()) {
                  const value = `${caller}/${index}`;
                  const patch = kind === 'other' ? { webUrl: value } : { displayName: value };
                  const expected = kind === 'guarded' ? latest[item] : undefined;
                  const guard = expected === undefined ? {} : { 'if-match': `W/"${expected}"` };
                  const begun = clock();
                  const { status, body } =
                    kind === 'read' ? await asks[node]('GET', paths[item]) : await asks[node]('PATCH', paths[item], patch, guard);
                  const answered = clock();
                  if (status === 412 && expected !== undefined) {
                    events[item].push({ begun, answered, did: { kind: 'refused', expected } });
                    continue;
                  }
                  assert.equal(status, 200);
                  const saw = state(Number(/\d+/.exec(body['@odata.etag'])?.[0]), body.displayName, body.webUrl);
                  latest[item] = saw.revision;
                  const changed = kind === 'other' ? { other: value } : { one: value };
                  const did = kind === 'read' ? { kind, saw } : ({ kind: 'write', patch: changed, expected, saw } as const);
                  events[item].push({ begun, answered, did });
                }
              }),
            );
            for (const of of events) assert.deepEqual(contradictions(state(1, 'start'), of), []);
          },
        ),
        { numRuns: Number(process.env.HISTORIES ?? 10) },
      );
    });
  });
}
