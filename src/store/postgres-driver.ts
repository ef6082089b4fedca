/** The driver for PostgreSQL, with two defects mended as it is loaded: what a lost connection does, and a queue that grows for ever. */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/** What a file says -> what it should. */
type Passage = readonly [wrong: string, right: string];

/**
 * What version 3.4.9 says of a connection -> what it should. When one is lost it forgets neither the statement under way nor what
 * was still to be written: the next statement may then be written to nothing, which ends the process, may never be written at all,
 * or may be given the answer to another (porsager/postgres issues 1066, 1154, 1208). The version is pinned; a test holds it to these
 * words.
 */
const connection: readonly Passage[] = [
  [
    `    if (terminated)
      return queryError(q, Errors.connection('CONNECTION_DESTROYED', options))
`,
    `    if (terminated || !socket)
      return queryError(q, Errors.connection('CONNECTION_DESTROYED', options)), true
`,
  ],
  [
    '    const x = socket.write(chunk, fn)\n',
    "    const x = socket ? socket.write(chunk, fn) : (error(Errors.connection('CONNECTION_CLOSED', options, socket)), false)\n",
  ],
  ['\n    clearImmediate(nextWriteTimer)\n', '\n    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n'],
  [
    "    !hadError && (query || sent.length) && error(Errors.connection('CONNECTION_CLOSED', options, socket))\n",
    `    if (query || sent.length) error(Errors.connection('CONNECTION_CLOSED', options, socket))
    query = results = errorResponse = null
    result = new Result()
    rows = 0
`,
  ],
  // Rows that came before a failure are counted into the next answer, which then begins with as many holes.
  [
    `    query = results = errorResponse = null
    result = new Result()
    connectTimer.cancel()
`,
    `    query = results = errorResponse = null
    result = new Result()
    rows = 0
    connectTimer.cancel()
`,
  ],
];

/**
 * The same of a queue. What has been taken from it stays, as nothing, until the queue is empty: under load the queue of connections
 * never is, and whoever looks for one in it looks through all that it ever held.
 */
const queue: readonly Passage[] = [
  [
    `      const index = xs.indexOf(x)
      return index === -1
        ? null
        : (xs.splice(index, 1), x)
`,
    `      const at = xs.indexOf(x, index)
      return at === -1
        ? null
        : (xs.splice(at, 1), x)
`,
  ],
  [
    `        xs = []
      } else {
`,
    `        xs = []
      } else if (index === 64) {
        xs = xs.slice(index)
        index = 0
      } else {
`,
  ],
];

/** What is mended, by file. */
export const mended: Readonly<Record<string, readonly Passage[]>> = { 'connection.js': connection, 'queue.js': queue };

/** The source of a file of the driver, mended. */
export function mend(file: string, source: string): string {
  return (mended[file] ?? []).reduce((text, [wrong, right]) => text.replaceAll(wrong, right), source);
}

const hooks = registerHooks({
  load(url, context, next) {
    const [, file = ''] = /\/postgres\/src\/(\w+\.js)$/.exec(url) ?? [];
    if (!Object.hasOwn(mended, file)) return next(url, context);
    return { format: 'module', source: mend(file, readFileSync(fileURLToPath(url), 'utf8')), shortCircuit: true };
  },
});

const { default: driver } = await import('postgres');
hooks.deregister();

export const postgres = driver;
