/** An answer tells how many bytes it has, which are counted piece by piece: whatever is written in it, they are all there. */
import assert from 'node:assert/strict';
import { get } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { type Proficio, startProficio } from '../../src/testing.ts';

const names = [
  'plain',
  'Kühlschränke',
  'Łódź, Kraków',
  '織物',
  'emoji 🧶🪡',

  '"quoted" \\ and\nbroken',
  '\u2028',
];

const asked = [
  'me/profile/skills',
  'me/profile/skills?$count=true&$orderby=displayName',
  "me/profile/skills?$filter=displayName ne 'plain'&$top=3",
  'me/profile/skills?$select=displayName',
  "me/profile/skills?$compute=concat(displayName,'ü') as ünlü&$select=*",
  'me/profile/skills?$format=application/json;odata.metadata=full',
  'me/profile/skills?$format=application/json;odata.metadata=none',
  'me/profile',
  'me/profile?$expand=skills($select=displayName;$top=2)',
  'me?$expand=profile',
  'me/profile/skills/$count',
] as const;

describe('the bytes of an answer', () => {
  let server: Proficio;
  let headers: Record<string, string>;
  const ids: string[] = [];

  before(async () => {
    server = await startProficio();
    headers = { authorization: `Bearer ${await server.token({ user: 'ines@example.com', scopes: ['User.ReadWrite'] })}` };
    for (const displayName of names) {
      const made = await fetch(`${server.http}/beta/me/profile/skills`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ displayName, categories: ['ä', 'ж'] }),
      });
      assert.equal(made.status, 201);
      ids.push(((await made.json()) as { id: string }).id);
    }
  });
  after(() => server.close());

  for (const version of ['4.0', '4.01']) {
    for (const path of asked) test(`${path} in ${version}`, () => check(path, version));
    test(`each item in ${version}`, async () => {
      for (const id of ids) await check(`me/profile/skills/${id}`, version);
    });
  }

  async function check(path: string, version: string): Promise<void> {
    const { status, told, body } = await bytesOf(`${server.http}/beta/${encodeURI(path)}`, {
      ...headers,
      'odata-maxversion': version,
    });
    assert.equal(status, 200, body.toString());
    assert.equal(told, body.length);
    // What is cut short, or said to be longer than it is, is no whole text.
    assert.doesNotThrow(() => JSON.parse(body.toString()));
  }
});

/** What an answer says its length is, and what comes until the connection ends. */
function bytesOf(url: string, headers: Record<string, string>): Promise<{ status: number; told: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          told: Number(response.headers['content-length']),
          body: Buffer.concat(pieces),
        }),
      );
      response.on('error', reject);
    });
    request.on('error', reject);
  });
}
