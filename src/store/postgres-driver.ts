/** The driver for PostgreSQL, with a defect mended as it is loaded: a connection that is lost must not take the process with it. */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * What version 3.4.9 says -> what it should. When a connection is lost it forgets neither the statement under way nor what was
 * still to be written: the next statement may then be written to nothing, which ends the process, may never be written at all, or
 * may be given the answer to another (porsager/postgres issues 1066, 1154, 1208). The version is pinned; a test holds it to these words.
 */
export const mended: readonly (readonly [wrong: string, right: string])[] = [
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

const hooks = registerHooks({
  load(url, context, next) {
    if (!url.endsWith('/postgres/src/connection.js')) return next(url, context);
    const source = mended.reduce(
      (text, [wrong, right]) => text.replaceAll(wrong, right),
      readFileSync(fileURLToPath(url), 'utf8'),
    );
    return { format: 'module', source, shortCircuit: true };
  },
});

const { default: driver } = await import('postgres');
hooks.deregister();

export const postgres = driver;
