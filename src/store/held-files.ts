/** Which files this process has open as databases, and a descriptor of each beside SQLite's own. */
import { closeSync, openSync, statSync } from 'node:fs';

/** What this process holds of a file: how often it has it open, and a descriptor of it, once one is needed. */
interface Held {
  users: number;
  descriptor?: number;
}

/** By device and number of the file, which is what its locks go by. */
const held = new Map<string, Held>();

/** A file that this process has open. */
export interface Hold {
  /**
   * By which the system can be told to write to the disk what it has been given of the file. There is no closing it: to close any
   * descriptor of a file takes from SQLite the locks that it holds on it anywhere in the process (POSIX.1-2017, fcntl).
   */
  descriptor(): number;
  /** To be called once, when the connection is closed; with the last of a file, its descriptor is closed. */
  release(): void;
}

/** Notes that this process has opened a file. Throws what the system throws, as does `descriptor`. */
export function hold(file: string): Hold {
  const { dev, ino } = statSync(file);
  const key = `${dev}:${ino}`;
  const one = held.get(key) ?? { users: 0 };
  held.set(key, one);
  one.users++;
  return {
    descriptor() {
      one.descriptor ??= openSync(file, 'r+');
      return one.descriptor;
    },
    release() {
      if (--one.users > 0) return;
      held.delete(key);
      if (one.descriptor !== undefined) closeSync(one.descriptor);
    },
  };
}
