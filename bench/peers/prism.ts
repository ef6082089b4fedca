/** Prism, a mock server: the same answer, whatever is asked for. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startContestant } from '../contestant.ts';
import { skillId } from '../data.ts';
import type { Stage } from '../stage.ts';
import type { Peer } from './peer.ts';

const program = join(import.meta.dirname, 'node_modules/@stoplight/prism-cli/dist/index.js');
const example = { id: '1', displayName: 'Welding', proficiency: 'expert', categories: ['Professional'] };
const description = {
  openapi: '3.0.3',
  info: { title: 'Skills', version: '1' },
  paths: {
    '/skills/{id}': {
      get: {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 200: { description: 'A skill', content: { 'application/json': { schema: { type: 'object' }, example } } } },
      },
    },
  },
};
const options = ['-h', '127.0.0.1', '-v', 'error', '--multiprocess=false'];

export async function startPrism({ folder }: Stage): Promise<Peer> {
  const file = join(folder, 'prism.json');
  writeFileSync(file, JSON.stringify(description));
  const contestant = await startContestant({
    name: 'Prism, a static answer',
    command: (port) => [program, 'mock', file, '-p', String(port), ...options],
    probe: { method: 'GET', path: '/skills/1' },
    log: join(folder, 'prism.log'),
  });
  return {
    contestant,
    asked: {
      'GET one': ({ caller, place }) => ({ method: 'GET', path: `/skills/${skillId(caller.person, place)}` }),
    },
  };
}
