/** Faults, throttling and the clock of a tenant: what a rule does to which request. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type FaultWish, type Proficio, startProficio, type TenantBench } from '../../src/testing.ts';
import { type AskOver, askOver } from '../support/over-http.ts';

let proficio: Proficio;
before(async () => {
  proficio = await startProficio();
});
after(() => proficio.close());

interface Skill {
  readonly proficiency: string;
  readonly allowedAudiences: string;
}
type Lists = { readonly value: readonly Skill[]; readonly skills: readonly Skill[] };

async function arrive(): Promise<{ readonly bench: TenantBench; readonly ask: AskOver }> {
  const bench = proficio.inTenant();
  return { bench, ask: askOver(proficio.http, await bench.token({ user: 'ada@example.com' })) };
}

const skills = '/beta/me/profile/skills';

/** What fetch says where a connection ends without an answer. */
const isCut = (error: Error) => error.cause instanceof Error && 'code' in error.cause && error.cause.code === 'UND_ERR_SOCKET';

describe('A fault rule', () => {
  const strikes: readonly (readonly [FaultWish, number, string])[] = [
    [{ status: 429 }, 429, 'TooManyRequests'],
    [{ status: 503 }, 503, 'serviceNotAvailable'],
    [{ status: 504 }, 504, 'timeout'],
    [{ status: 500, code: 'ownCode' }, 500, 'ownCode'],
    [{ status: 503, method: 'get' }, 503, 'serviceNotAvailable'],
    [{ status: 503, path: '/me/profile/skills' }, 503, 'serviceNotAvailable'],
    [{ status: 503, path: 'beta/me/*/SKILLS' }, 503, 'serviceNotAvailable'],
    [{ status: 503, path: '/me/**' }, 503, 'serviceNotAvailable'],
    [{ status: 503, probability: 1 }, 503, 'serviceNotAvailable'],
    [{ misbehave: 'unknownError' }, 400, 'UnknownError'],
  ];
  for (const [rule, status, code] of strikes) {
    test(`${JSON.stringify(rule)} answers ${status} ${code}`, async () => {
      const { bench, ask } = await arrive();
      bench.faults.add(rule);
      const { body, status: answered, headers } = await ask('GET', skills);
      assert.deepEqual([answered, body.error.code], [status, code]);
      assert.match(headers.get('content-type') ?? '', /^application\/json\b/);
      assert.equal(body.error.innerError['request-id'], headers.get('request-id'));
      if (code === 'UnknownError') assert.equal(body.error.message, '');
      else assert.notEqual(body.error.message, '');
    });
  }

  const spares: readonly FaultWish[] = [
    { status: 503, method: 'PATCH' },
    { status: 503, path: '/me/profile/interests' },
    { status: 503, path: '/me/*' },
    { status: 503, path: 'v1.0/me/**' },
    { status: 503, probability: 0 },
    { status: 503, at: 'authority' },
    { latency: 1 },
  ];
  for (const rule of spares) {
    test(`${JSON.stringify(rule)} lets a list of skills pass`, async () => {
      const { bench, ask } = await arrive();
      bench.faults.add(rule);
      assert.equal((await ask('GET', skills)).status, 200);
    });
  }

  test('strikes as often as it says, and no other tenant', async () => {
    const [one, other] = [await arrive(), await arrive()];
    one.bench.faults.add({ status: 503, count: 2 });
    const statuses: number[] = [];
    for (let request = 0; request < 3; request++) {
      statuses.push((await one.ask('GET', skills)).status);
      assert.equal((await other.ask('GET', skills)).status, 200);
    }
    assert.deepEqual(statuses, [503, 503, 200]);
    assert.deepEqual(one.bench.faults.list(), []);
  });

  test('tells what is left of it, and can be removed', async () => {
    const { bench, ask } = await arrive();
    const { id } = bench.faults.add({ status: 503, count: 3 });
    await ask('GET', skills);
    assert.deepEqual(bench.faults.list(), [{ id, tenant: bench.tenant, status: 503, count: 2 }]);
    assert.equal(proficio.inTenant().faults.remove(id), false);
    assert.deepEqual([bench.faults.remove(id), bench.faults.remove(id)], [true, false]);
    assert.equal((await ask('GET', skills)).status, 200);
  });

  const retryAfter: readonly (readonly [FaultWish, RegExp])[] = [
    [{ status: 429, retryAfter: 7 }, /^7$/],
    [{ status: 503, retryAfter: 0 }, /^0$/],
    [{ status: 503, retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT' }, /^Wed, 21 Oct 2026 07:28:00 GMT$/],
    [{ status: 503, retryAfter: 120, retryAfterForm: 'date' }, /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/],
  ];
  for (const [rule, expected] of retryAfter) {
    test(`${JSON.stringify(rule)} sends Retry-After ${expected.source}`, async () => {
      const { bench, ask } = await arrive();
      bench.faults.add(rule);
      const sent = (await ask('GET', skills)).headers.get('retry-after') ?? '';
      assert.match(sent, expected);
      if (rule.retryAfterForm === 'date') assert.ok(Date.parse(sent) - Date.now() > 100_000);
    });
  }

  test('sends headers of its own', async () => {
    const { bench, ask } = await arrive();
    bench.faults.add({ status: 401, headers: { 'WWW-Authenticate': 'Bearer error="insufficient_claims", claims="e30="' } });
    assert.match((await ask('GET', skills)).headers.get('www-authenticate') ?? '', /insufficient_claims/);
  });

  test('cuts the connection without an answer, and the log says so', async () => {
    const { bench, ask } = await arrive();
    bench.faults.add({ drop: true, count: 1 });
    await assert.rejects(ask('GET', skills), isCut);
    assert.equal(bench.requests.list()[0]?.status, 0);
    assert.equal((await ask('GET', skills)).status, 200);
  });

  test('strikes a part of a batch by itself', async () => {
    const { bench, ask } = await arrive();
    bench.faults.add({ status: 429, retryAfter: 3, path: '/me/profile/interests' });
    const batch = {
      requests: ['skills', 'interests'].map((name, index) => ({ id: String(index), method: 'GET', url: `/me/profile/${name}` })),
    };
    const { status, body } = await ask('POST', '/beta/$batch', batch);
    assert.equal(status, 200);
    const [one, two] = body.responses;
    assert.deepEqual([one.status, two.status, two.body.error.code], [200, 429, 'TooManyRequests']);
    const headers = new Headers(two.headers);
    assert.equal(headers.get('retry-after'), '3');
    bench.faults.clear();
    bench.faults.add({ drop: true, path: '/me/profile/interests' });
    await assert.rejects(ask('POST', '/beta/$batch', batch), isCut);
  });

  const numeric: readonly (readonly [string, (body: Lists) => unknown, unknown])[] = [
    [skills, ({ value: [skill] }) => [skill?.proficiency, skill?.allowedAudiences], ['4', '8']],
    ['/beta/me/profile', ({ skills: [skill] }) => [skill?.proficiency, skill?.allowedAudiences], ['4', '8']],
  ];
  for (const [path, look, expected] of numeric) {
    test(`writes enum members of ${path} as numbers`, async () => {
      const { bench, ask } = await arrive();
      await ask('POST', skills, { displayName: 'x', proficiency: 'expert' });
      bench.faults.add({ misbehave: 'numericEnums' });
      assert.deepEqual(look((await ask('GET', path)).body), expected);
    });
  }

  const atAuthority: readonly (readonly [FaultWish, readonly (number | 'cut')[]])[] = [
    [{ at: 'authority', status: 503, retryAfter: 0, count: 1 }, [503, 200]],
    [{ at: 'authority', drop: true, count: 1, path: '/oauth2/v2.0/token' }, ['cut', 200]],
    [{ status: 503, count: 1 }, [200, 200]],
  ];
  for (const [rule, expected] of atAuthority) {
    test(`${JSON.stringify(rule)}: a token is asked for twice`, async () => {
      const bench = proficio.inTenant();
      bench.faults.add(rule);
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: proficio.client.id,
        client_secret: proficio.client.secret,
        scope: 'https://graph.microsoft.com/.default',
      });
      const statuses: (number | 'cut')[] = [];
      for (let time = 0; time < 2; time++) {
        const ask = fetch(`${proficio.http}/${bench.tenant}/oauth2/v2.0/token`, { method: 'POST', body: form });
        statuses.push(
          await ask.then(
            ({ status }) => status,
            () => 'cut' as const,
          ),
        );
      }
      assert.deepEqual(statuses, expected);
    });
  }
});

describe('A limit', () => {
  test('gives 429 with the body and Retry-After of Graph, per client application and tenant', async () => {
    const { bench, ask } = await arrive();
    const other = askOver(
      proficio.http,
      await bench.token({ user: 'ada@example.com', client: '22222222-2222-4222-8222-222222222222' }),
    );
    bench.throttling.limit({ requests: 2, seconds: 600 });
    const statuses = [await ask('GET', skills), await ask('GET', skills), await ask('GET', skills)];
    assert.deepEqual(
      statuses.map(({ status }) => status),
      [200, 200, 429],
    );
    const { body, headers } = statuses[2] ?? assert.fail();
    const wait = Number(headers.get('retry-after'));
    assert.ok(wait > 500 && wait <= 600, `wait ${wait}`);
    assert.equal(body.error.code, 'TooManyRequests');
    assert.equal(body.error.message, 'Please retry again later.');
    const { code, message, status } = body.error.innerError;
    assert.deepEqual({ code, message, status }, { code: '429', message: 'Please retry after', status: '429' });
    assert.equal((await other('GET', skills)).status, 200);
    assert.equal((await (await arrive()).ask('GET', skills)).status, 200);
    bench.throttling.lift();
    assert.equal((await ask('GET', skills)).status, 200);
  });

  test("ends with the tenant's clock too, and counts a batch by its parts", async () => {
    const { bench, ask } = await arrive();
    bench.throttling.limit({ requests: 2, seconds: 60 });
    const requests = ['1', '2', '3'].map((id) => ({ id, method: 'GET', url: '/me/profile/skills' }));
    const batch = async () => {
      const { body } = await ask('POST', '/beta/$batch', { requests });
      return body.responses.map(({ status }: { status: number }) => status).sort();
    };
    assert.deepEqual(await batch(), [200, 200, 429]);
    bench.clock.advance(30);
    assert.deepEqual(await batch(), [429, 429, 429]);
    bench.clock.advance(30);
    assert.deepEqual(await batch(), [200, 200, 429]);
  });
});

describe("A tenant's clock", () => {
  test('sets timestamps, moves and stands still', async () => {
    const { bench } = await arrive();
    bench.clock.stop('2031-05-06T07:08:09Z');
    const ask = askOver(proficio.http, await bench.token({ user: 'ada@example.com' }));
    const created = (await ask('POST', skills, { displayName: 'x' })).body;
    assert.match(created.createdDateTime, /^2031-05-06T07:08:09\.000\d{4}Z$/);
    bench.clock.advance(90);
    const changed = (await ask('PATCH', `${skills}/${created.id}`, { displayName: 'y' })).body;
    assert.match(changed.lastModifiedDateTime, /^2031-05-06T07:09:39\.000\d{4}Z$/);
    assert.equal(changed.createdDateTime, created.createdDateTime);
    assert.equal(bench.clock.now().toISOString(), '2031-05-06T07:09:39.000Z');
    const refused = (await ask('GET', `${skills}/nothing`)).body;
    assert.equal(refused.error.innerError.date, '2031-05-06T07:09:39');
    assert.match(bench.requests.list().at(-1)?.at ?? '', /^2031-05-06T07:09:39/);
  });

  test('decides what now() means in a filter', async () => {
    const { bench, ask } = await arrive();
    await ask('POST', skills, { displayName: 'x' });
    const older = `${skills}?$count=true&$filter=createdDateTime lt now() sub duration'PT1H'`;
    assert.equal((await ask('GET', older)).body['@odata.count'], 0);
    bench.clock.advance(3000);
    assert.equal((await ask('GET', older)).body['@odata.count'], 0);
    bench.clock.advance(601);
    const again = askOver(proficio.http, await bench.token({ user: 'ada@example.com' }));
    assert.equal((await again('GET', older)).body['@odata.count'], 1);
  });

  const lifetimes: readonly (readonly [string, (bench: TenantBench) => void, number])[] = [
    ['is accepted an hour less a minute later', ({ clock }) => clock.advance(59 * 60), 200],
    ['is refused an hour later', ({ clock }) => clock.advance(60 * 60), 401],
    ['is refused when the clock is set to before it was issued', ({ clock }) => clock.set('2001-01-01T00:00:00Z'), 401],
    [
      'is accepted again when the clock is back at the real time',
      ({ clock }) => {
        clock.advance(1e6);
        clock.reset();
      },
      200,
    ],
  ];
  for (const [outcome, move, status] of lifetimes) {
    test(`decides how long a token lives: it ${outcome}`, async () => {
      const { bench, ask } = await arrive();
      assert.equal((await ask('GET', skills)).status, 200);
      move(bench);
      assert.equal((await ask('GET', skills)).status, status);
    });
  }

  test('decides when tokens of the authority expire', async () => {
    const bench = proficio.inTenant();
    bench.clock.set('2040-01-01T00:00:00Z');
    const { access_token } = await fetch(`${proficio.http}/${bench.tenant}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: proficio.client.id,
        client_secret: proficio.client.secret,
        scope: 'https://graph.microsoft.com/.default',
      }),
    }).then((answer) => answer.json() as Promise<{ access_token: string }>);
    const ask = askOver(proficio.http, access_token);
    assert.equal((await ask('GET', '/v1.0/users')).status, 200);
    bench.clock.reset();
    assert.equal((await ask('GET', '/v1.0/users')).status, 401);
  });
});
