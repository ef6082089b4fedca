/** The file that a command is given to read, from wherever in it and as often as needed; `-` stands for standard input. */
import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure, Mistake, reasonOf } from './mistake.ts';

export interface GivenFile {
  /** As messages call it. */
  readonly name: string;
  readonly handle: FileHandle;
}

/** Whether this stands for standard input. */
export function isStandardInput(file: string): boolean {
  return file === '-' || file === '/dev/stdin';
}

/** Opens a file, whose handle the caller closes. Throws a Mistake if there is none, a Failure if it cannot be read. */
export async function openGiven(file: string): Promise<GivenFile> {
  if (isStandardInput(file)) return { name: 'standard input', handle: await spooled() };
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new Mistake(`there is no file ${file}`);
  return { name: file, handle: await readable(file, () => open(file)) };
}

/** Does something that reads. Throws a Failure that names what cannot be read. */
export async function readable<Result>(name: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (cause) {
    throw new Failure(`${name} cannot be read: ${reasonOf(cause)}`, { cause });
  }
}

/** All of standard input, which can be read only once, in a file that has no name any more: it is gone with this process. */
function spooled(): Promise<FileHandle> {
  return readable('standard input', async () => {
    const path = join(tmpdir(), `proficio-${randomUUID()}`);
    const writer = await open(path, 'wx', 0o600);
    try {
      const reader = await open(path);
      await rm(path);
      await writer.writeFile(process.stdin);
      return reader;
    } finally {
      await writer.close();
    }
  });
}
