/** A file as a stream of lines, split at the byte of a line feed and nowhere else: U+2028 inside a JSON string is no line end. */
import { createReadStream } from 'node:fs';
import { reasonOf } from './database.ts';
import { Failure } from './mistake.ts';

/** One line: its number, counted from 1, its bytes without the end, and how many bytes of the file end with it. */
export interface Line {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly end: number;
}

/** Bytes that a line may have: more than the largest record needs, and less than memory holds. */
export const longestLine = 8 * 1024 * 1024;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** The lines of a file, without those that are empty. Throws a Failure if it cannot be read, or a line is too long. */
export async function* linesOf(file: string): AsyncIterable<Line> {
  let rest: Buffer[] = [];
  let held = 0;
  let number = 0;
  let end = 0;
  const finish = (last: Buffer): Line => {
    const bytes = rest.length === 0 ? last : Buffer.concat([...rest, last]);
    rest = [];
    held = 0;
    number++;
    return { number, bytes: trim(bytes, number), end };
  };
  for await (const chunk of chunksOf(file)) {
    let start = 0;
    for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, start)) {
      end += at + 1 - start;
      const line = finish(chunk.subarray(start, at));
      start = at + 1;
      if (line.bytes.length > 0) yield line;
    }
    const tail = chunk.subarray(start);
    end += tail.length;
    held += tail.length;
    if (held > longestLine) throw new Failure(`${file}:${number + 1}: the line is longer than ${longestLine} bytes`);
    if (tail.length > 0) rest.push(tail);
  }
  if (rest.length > 0) {
    const line = finish(Buffer.alloc(0));
    if (line.bytes.length > 0) yield line;
  }
}

async function* chunksOf(file: string): AsyncIterable<Buffer> {
  try {
    yield* createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw new Failure(`${file} cannot be read: ${reasonOf(cause)}`, { cause });
  }
}

/** Without a carriage return at the end, and in the first line without a byte order mark. */
function trim(bytes: Buffer, number: number): Buffer {
  const marked = number === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const ended = bytes.at(-1) === carriageReturn;
  return bytes.subarray(marked ? 3 : 0, ended ? -1 : undefined);
}
