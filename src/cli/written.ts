/** What a command writes: whole files in their places, and what stands for standard output or leads elsewhere. */
import { createWriteStream } from 'node:fs';
import { readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Failure, reasonOf } from './mistake.ts';

/** How standard output is called where a file may stand. */
const standardOutput: readonly string[] = ['-', '/dev/stdout'];

/**
 * Writes text to a file, which appears only once it is complete, or to standard output. A symbolic link stays, and what it leads to is
 * written; a pipe or a device is written as it is.
 * Throws a Failure if that cannot be done.
 */
export async function writeText(file: string | undefined, pieces: AsyncIterable<string>): Promise<void> {
  if (file === undefined || standardOutput.includes(file))
    return pipeline(Readable.from(pieces), process.stdout as Writable, { end: false });
  try {
    const present = await stat(file).catch(unlessAbsent);
    if (present === undefined || present.isFile()) await writeWhole(await targetOf(file), pieces);
    else await pipeline(Readable.from(pieces), createWriteStream(file));
  } catch (cause) {
    throw cause instanceof Error && 'syscall' in cause
      ? new Failure(`${file} cannot be written: ${reasonOf(cause)}`, { cause })
      : cause;
  }
}

/** Writes beside the file and then puts it in its place, so that nobody meets half of it. */
async function writeWhole(file: string, pieces: AsyncIterable<string>): Promise<void> {
  const unfinished = `${file}.part`;
  try {
    // It holds everything about everybody: for its owner alone.
    await pipeline(Readable.from(pieces), createWriteStream(unfinished, { mode: 0o600, flush: true }));
    await rename(unfinished, file);
  } catch (cause) {
    await rm(unfinished, { force: true });
    throw cause;
  }
}

/** Where a path leads to in the end, be something there already or not. */
async function targetOf(file: string): Promise<string> {
  const next = await readlink(file).catch(() => undefined);
  return next === undefined ? file : targetOf(resolve(await realpath(dirname(file)), next));
}

function unlessAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
