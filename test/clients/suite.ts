/** What every client of the profile must be able to do, unpatched: one suite, and one adapter for each client. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type FaultWish, type Proficio, startProficio, type TenantBench } from '../../src/testing.ts';
import { type AskOver, askOver } from '../support/over-http.ts';

/** A skill as far as the suite is concerned. */
export interface Skill {
  readonly id?: string | null;
  readonly displayName?: string | null;
  readonly proficiency?: string | null;
}

/** What a client says of a call that was refused. */
export interface Refusal {
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly message: string | undefined;
}

/** A client, as the suite uses it. Names in answers are displayNames. */
export interface SkillsClient {
  readonly create: (skill: Skill) => Promise<Skill>;
  readonly read: (id: string) => Promise<Skill>;
  readonly rename: (id: string, displayName: string) => Promise<unknown>;
  readonly remove: (id: string) => Promise<unknown>;
  /** All skills, by following the links from page to page. */
  readonly list: (pageSize: number) => Promise<readonly string[]>;
  readonly filter: (filter: string) => Promise<readonly string[]>;
  /**
   * In one batch: creates a skill, if the client can, then lists the skills, and reads one that is not there. Answers the statuses.
   */
  readonly batch: (displayName: string) => Promise<readonly number[]>;
  /** Reads a skill, changes its displayName in what was read, and sends all of it back. */
  readonly sendBack: (id: string, displayName: string) => Promise<unknown>;
  readonly refusalOf: (error: unknown) => Refusal;
}

/** What an adapter gets. */
export interface Place {
  readonly proficio: Proficio;
  readonly bench: TenantBench;
  readonly token: () => Promise<string>;
}

/** How a client differs from the others. */
export interface Habits {
  /** Requests after which it gives up, the first included. */
  readonly attempts: number;
  /** True: it waits until the date of a Retry-After header, too. */
  readonly readsDates?: boolean;
  /** `reads`: it loses the bodies of what it puts into a batch. */
  readonly batch?: 'reads' | 'all';
}

/** Runs the suite on a client. */
export function clientSuite(
  name: string,
  connect: (place: Place) => SkillsClient,
  { attempts, readsDates = true, batch = 'all' }: Habits,
): void {
  describe(name, () => {
    let proficio: Proficio;
    let bench: TenantBench;
    let client: SkillsClient;
    let ask: AskOver;
    before(async () => {
      proficio = await startProficio();
      proficio.trust();
      bench = proficio.inTenant();
      const token = () => bench.token({ user: 'ada@example.com' });
      client = connect({ proficio, bench, token });
      ask = askOver(proficio.http, await token());
      // Whoever calls is known from then on, and applications may write what is theirs.
      await ask('GET', '/beta/me');
    });
    after(() => proficio.close());

    const create = async (skill: Skill) => (await client.create(skill)).id ?? assert.fail('the new skill has no id');
    const skills = '/beta/me/profile/skills';

    test('creates, changes and removes a skill', async () => {
      const id = await create({ displayName: 'Algebra', proficiency: 'expert' });
      const { displayName, proficiency } = await client.read(id);
      assert.deepEqual([displayName, proficiency], ['Algebra', 'expert']);
      await client.rename(id, 'Geometry');
      assert.equal((await ask('GET', `${skills}/${id}`)).body.displayName, 'Geometry');
      await client.remove(id);
      assert.equal((await ask('GET', `${skills}/${id}`)).status, 404);
    });

    test('follows the links through all pages', async () => {
      const names = Array.from({ length: 7 }, (_, index) => `Skill ${index}`);
      for (const displayName of names) await ask('POST', skills, { displayName });
      bench.requests.clear();
      assert.deepEqual(await client.list(3), names);
      assert.equal(bench.requests.list().length, 3);
    });

    test('filters by text that needs quoting and encoding', async () => {
      const name = "O'Hara+C# & Größe 100%";
      await ask('POST', skills, { displayName: name });
      assert.deepEqual(await client.filter(`displayName eq '${name.replaceAll("'", "''")}'`), [name]);
      assert.deepEqual(await client.filter("displayName eq 'nothing'"), []);
    });

    test('sends several requests in one', async () => {
      bench.requests.clear();
      assert.deepEqual(await client.batch('In a batch'), batch === 'all' ? [201, 200, 404] : [200, 404]);
      assert.equal(bench.requests.list().filter(({ url }) => url.toLowerCase() === '/beta/$batch').length, 1);
      assert.deepEqual(await client.filter("displayName eq 'In a batch'"), batch === 'all' ? ['In a batch'] : []);
    });

    test('sends back what it has read, and changes only what was changed', async () => {
      const made = await ask('POST', skills, {
        displayName: 'Before',
        allowedAudiences: 'contacts,groupMembers',
        proficiency: 'advancedProfessional',
        categories: ['One', 'Two'],
        collaborationTags: ['ableToMentor'],
        webUrl: 'https://example.com/',
        inference: { confidenceScore: 0.5, userHasVerifiedAccuracy: false },
      });
      assert.equal(made.status, 201);
      await client.sendBack(made.body.id, 'After');
      const { body: changed } = await ask('GET', `${skills}/${made.body.id}`);
      const meant = ['@odata.context', '@odata.etag', 'lastModifiedDateTime', 'lastModifiedBy', 'displayName'];
      const rest = (item: Readonly<Record<string, unknown>>) =>
        Object.fromEntries(Object.entries(item).filter(([member]) => !meant.includes(member)));
      assert.equal(changed.displayName, 'After');
      assert.deepEqual(rest(changed), rest(made.body));
    });

    const refusals: readonly (readonly [string, () => Promise<unknown>, Refusal])[] = [
      [
        'a skill that is not there',
        () => client.read('6104239d-6217-571e-aa99-4a1a26a3bd50'),
        { status: 404, code: 'itemNotFound', message: 'Resource could not be discovered.' },
      ],
      [
        'a level that is none',
        () => client.filter("proficiency eq 'superb'"),
        { status: 400, code: 'BadRequest', message: 'fails at character' },
      ],
    ];
    for (const [what, act, expected] of refusals) {
      test(`tells of ${what} with status, code and message`, async () => {
        const error = await act().then(
          () => assert.fail('it was not refused'),
          (caught: unknown) => caught,
        );
        const { status, code, message } = client.refusalOf(error);
        assert.deepEqual([status, code], [expected.status, expected.code]);
        assert.ok(message?.includes(expected.message ?? ''), `it says ${message}`);
      });
    }

    const faults: readonly FaultWish[] = [
      { status: 429, retryAfter: 0, count: attempts - 1 },
      { status: 503, retryAfter: 0, count: attempts - 1 },
      { status: 504, retryAfter: 0, count: attempts - 1 },
      ...(readsDates ? [{ status: 503, retryAfter: 0, retryAfterForm: 'date', count: 1 } as const] : []),
    ];
    for (const fault of faults) {
      test(`tries again after ${JSON.stringify(fault)}`, async () => {
        const id = await create({ displayName: 'Algebra' });
        bench.requests.clear();
        bench.faults.add(fault);
        assert.equal((await client.read(id)).displayName, 'Algebra');
        const statuses = bench.requests.list().map(({ status }) => status);
        assert.deepEqual(statuses, [...Array(fault.count).fill(fault.status), 200]);
      });
    }

    test('gives up and tells why when it is not let in again and again', async () => {
      const id = await create({ displayName: 'Algebra' });
      bench.faults.add({ status: 429, retryAfter: 0 });
      const error = await client.read(id).catch((caught: unknown) => caught);
      bench.faults.clear();
      const { status, code } = client.refusalOf(error);
      assert.equal(status, 429);
      // Not every client still has the answer's text by then.
      if (code !== undefined) assert.equal(code, 'TooManyRequests');
    });
  });
}
