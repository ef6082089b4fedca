/** A file as pieces of whole lines, split at the byte of a line feed and nowhere else: U+2028 inside a JSON string is no line end. */
import type { FileHandle } from 'node:fs/promises';
import { type GivenFile, readable } from './given-file.ts';
import { Failure } from './mistake.ts';

/** A stretch of a file that begins and ends with a line. */
export interface Piece {
  /** The place of its first byte in the file. */
  readonly from: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Bytes of a piece, or the line that is longer. */
const pieceSize = 1 * 1024 * 1024;

/** Bytes that a line may have: more than the largest record needs, and less than memory holds. */
export const longestLine = 8 * 1024 * 1024;

const lineFeed = 0x0a;

/** A file that is read in pieces. Throws a Failure if it cannot be read. */
export interface PiecedFile {
  /** All of it. Throws a Failure for a line that is too long. */
  readonly pieces: () => AsyncGenerator<Piece>;
  /** A piece once more. */
  readonly again: (from: number, length: number) => Promise<Piece>;
}

/** Reads a file in pieces. */
export function piecedFile({ name, handle }: GivenFile): PiecedFile {
  const read = (from: number, room: Uint8Array<ArrayBuffer>) => readable(name, () => readFrom(handle, from, room));

  async function* pieces(): AsyncGenerator<Piece> {
    let room = new Uint8Array(pieceSize);
    for (let from = 0, lines = 0, size = pieceSize; ; ) {
      if (room.length < size) room = new Uint8Array(size);
      const bytes = await read(from, room.subarray(0, size));
      const isLast = bytes.length < size;
      const end = isLast ? bytes.length : bytes.lastIndexOf(lineFeed) + 1;
      if (isLast && end === 0) return;
      if (end === 0) {
        if (size > longestLine) throw new Failure(`${name}:${lines + 1}: the line is longer than ${longestLine} bytes`);
        // A line that is longer than a piece.
        size = longestLine + 1;
        continue;
      }
      const piece = bytes.slice(0, end);
      from += end;
      lines += countOf(piece);
      size = pieceSize;
      yield { from: from - end, bytes: piece };
    }
  }

  return {
    pieces,
    again: async (from, length) => ({ from, bytes: await read(from, new Uint8Array(length)) }),
  };
}

/** Fills the room with what stands in the file from a place on; less at the end of the file. */
async function readFrom(handle: FileHandle, from: number, room: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  let filled = 0;
  while (filled < room.length) {
    const { bytesRead } = await handle.read(room, filled, room.length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return room.subarray(0, filled);
}

function countOf(bytes: Uint8Array<ArrayBuffer>): number {
  // Of the two only a buffer looks for a byte with the processor's own instructions.
  const searched = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let count = 0;
  for (let at = searched.indexOf(lineFeed); at >= 0; at = searched.indexOf(lineFeed, at + 1)) count++;
  return count;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The lines of a piece, empty ones included, without their ends and without the mark of byte order at the beginning of the file:
 * as text; as bytes where not all of the piece is UTF-8.
 */
export function linesIn({ from, bytes }: Piece): readonly (string | Uint8Array)[] {
  const marked = from === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const own = Buffer.from(bytes.buffer, bytes.byteOffset + (marked ? 3 : 0), bytes.length - (marked ? 3 : 0));
  try {
    return utf8
      .decode(own)
      .split('\n')
      .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  } catch {
    return splitBytes(own);
  }
}

function splitBytes(bytes: Buffer): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start <= bytes.length; ) {
    const found = bytes.indexOf(lineFeed, start);
    const end = found < 0 ? bytes.length : found;
    lines.push(bytes.subarray(start, bytes[end - 1] === 0x0d && end > start ? end - 1 : end));
    start = end + 1;
  }
  return lines;
}
