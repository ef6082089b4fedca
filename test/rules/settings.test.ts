/** Settings: flags win over variables, variables over defaults; what a setting does not take is told in one sentence. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Mistake } from '../../src/cli/mistake.ts';
import { flagName, type Given, readSettings, settings, variableName } from '../../src/cli/settings.ts';

const serve = (given: Given, environment: Record<string, string> = {}) => readSettings(settings.serve, given, environment);

test('without flags and variables a setting has its default', () => {
  const { dev, data, host, httpsPort, httpPort, issuer, personalAccounts, workers, demo } = serve({});
  assert.deepEqual(
    { dev, data, host, httpsPort, httpPort, issuer, personalAccounts, workers, demo },
    {
      dev: false,
      data: './data',
      host: '127.0.0.1',
      httpsPort: 8443,
      httpPort: undefined,
      issuer: [],
      personalAccounts: 'refuse',
      workers: 1,
      demo: undefined,
    },
  );
});

test('every setting has a flag and the variable of the same name', () => {
  const names = Object.values(settings).flatMap((rows) => Object.keys(rows));
  for (const name of names) {
    assert.match(flagName(name), /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    assert.equal(variableName(name), `PROFICIO_${flagName(name).toUpperCase().replaceAll('-', '_')}`);
  }
  assert.equal(variableName('httpsPort'), 'PROFICIO_HTTPS_PORT');
});

test('a variable counts where the flag is not given, and an empty one does not count', () => {
  assert.equal(serve({}, { PROFICIO_HTTPS_PORT: '9443' }).httpsPort, 9443);
  assert.equal(serve({ httpsPort: '1443' }, { PROFICIO_HTTPS_PORT: '9443' }).httpsPort, 1443);
  assert.equal(serve({}, { PROFICIO_HTTPS_PORT: '' }).httpsPort, 8443);
  assert.equal(serve({}, { PROFICIO_DEV: 'true' }).dev, true);
  assert.equal(serve({}, { PROFICIO_DEV: '0' }).dev, false);
  assert.equal(serve({ demo: false }, { PROFICIO_DEMO: '1' }).demo, false);
  const issuers = ['https://one.example/', 'https://two.example/'];
  assert.deepEqual(serve({}, { PROFICIO_ISSUER: issuers.join(' ') }).issuer, issuers);
  assert.deepEqual(serve({ issuer: issuers }).issuer, issuers);
});

test('a flag that has an opposite has a variable for that as well', () => {
  assert.equal(serve({}, { PROFICIO_NO_DEMO: '1' }).demo, false);
  assert.equal(serve({}, { PROFICIO_DEMO: 'false' }).demo, false);
  assert.equal(serve({}, { PROFICIO_DEMO: 'false', PROFICIO_NO_DEMO: 'true' }).demo, false);
  assert.equal(serve({}, { PROFICIO_NO_DEMO: '' }).demo, undefined);
  assert.equal(serve({}, { PROFICIO_NO_DEMO: 'false' }).demo, undefined, 'not to be without is not yet to be with');
  assert.equal(serve({ demo: true }, { PROFICIO_NO_DEMO: '1' }).demo, true);
  assert.equal(serve({}, { PROFICIO_DEV: '1', PROFICIO_NO_DEV: '1' }).dev, true, 'there is no such flag');
});

test('a wrong variable does not matter where the flag is given', () => {
  assert.equal(serve({ httpsPort: '1' }, { PROFICIO_HTTPS_PORT: 'x' }).httpsPort, 1);
});

/** What is given -> what is told. */
const mistakes: readonly (readonly [given: Given, environment: Record<string, string>, told: string])[] = [
  [{ httpsPort: 'x' }, {}, "--https-port takes a port from 0 (any free one) to 65535, or off, not 'x'"],
  [{ httpsPort: '65536' }, {}, "--https-port takes a port from 0 (any free one) to 65535, or off, not '65536'"],
  [{ httpPort: '-1' }, {}, "--http-port takes a port from 0 (any free one) to 65535, or off, not '-1'"],
  [{}, { PROFICIO_HTTP_PORT: '80.5' }, "PROFICIO_HTTP_PORT takes a port from 0 (any free one) to 65535, or off, not '80.5'"],
  [{}, { PROFICIO_DEV: 'perhaps' }, "PROFICIO_DEV takes true or false, not 'perhaps'"],
  [{ workers: '0' }, {}, "--workers takes a whole number from 1 to 64, not '0'"],
  [{ personalAccounts: 'maybe' }, {}, "--personal-accounts takes refuse or allow, not 'maybe'"],
  [{ issuer: ['https://a.example', 'nowhere'] }, {}, "--issuer takes an http or https URL, not 'nowhere'"],
  [
    { publicUrl: 'https://a.example/path' },
    {},
    "--public-url takes an http or https URL without a path, such as https://people.example.com, not 'https://a.example/path'",
  ],
  [
    { federated: ['c0ffee00-0000-4000-8000-000000000001'] },
    {},
    "--federated takes two GUIDs or more, joined by commas, not 'c0ffee00-0000-4000-8000-000000000001'",
  ],
  [{}, { PROFICIO_NO_DEMO: 'perhaps' }, "PROFICIO_NO_DEMO takes true or false, not 'perhaps'"],
  [{}, { PROFICIO_DEMO: '1', PROFICIO_NO_DEMO: '1' }, 'PROFICIO_DEMO and PROFICIO_NO_DEMO contradict each other'],
  [{ host: 'not a host' }, {}, "--host takes a host name or an address, not 'not a host'"],
];

for (const [given, environment, told] of mistakes) {
  test(`${JSON.stringify({ ...given, ...environment })} is told: ${told}`, () => {
    assert.throws(
      () => serve(given, environment),
      (error) => error instanceof Mistake && error.message === told,
    );
  });
}

test('a database URL that is none is told without its password', () => {
  assert.throws(
    () => serve({ database: 'mysql://me:secret@host/name' }),
    (error) =>
      error instanceof Mistake && !error.message.includes('secret') && error.message.startsWith('--database takes sqlite:FILE'),
  );
});

test('GUIDs are taken in either case and kept in lower case', () => {
  const { tenant } = readSettings(settings.token, { tenant: 'C0FFEE00-0000-4000-8000-00000000000A' }, {});
  assert.equal(tenant, 'c0ffee00-0000-4000-8000-00000000000a');
});
