/** kill -9 of the server under load: what was acknowledged is there, and nothing is there by half. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { makeDatabase } from '../support/postgres.ts';
import { makeFolder } from '../support/program.ts';
import { killRounds } from './kill-rounds.ts';

const provided = await makeDatabase();

describe('kill -9 of the server under load loses no acknowledged write and leaves no half one', () => {
  test('on SQLite', async () => {
    const database = `sqlite:${join(await makeFolder(), 'proficio.db')}`;
    const { acknowledged } = await killRounds({ database, kills: 3, writers: 8 });
    assert.ok(acknowledged > 0);
  });

  test('on PostgreSQL', { skip: 'missing' in provided ? provided.missing : false }, async () => {
    const database = 'url' in provided ? provided.url : '';
    const { acknowledged } = await killRounds({ database, kills: 3, writers: 8 });
    assert.ok(acknowledged > 0);
  });
});
