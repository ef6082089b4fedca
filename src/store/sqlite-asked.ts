/** What the threads of SQLite can be asked. */
import type { Statement } from './database.ts';

/** What the thread for long work can be asked. `begin`, `run` and `end` are one long work, of which there is one at a time. */
export type Asked =
  | { readonly kind: 'read'; readonly statement: Statement }
  | { readonly kind: 'begin' }
  | { readonly kind: 'run'; readonly name: string; readonly given: unknown }
  | { readonly kind: 'end'; readonly keep: boolean }
  | { readonly kind: 'scrub' }
  | { readonly kind: 'backup'; readonly file: string };

/** What the thread that moves the log can be asked. With a descriptor of the file, what it has moved is written to the disk. */
export interface Checkpoint {
  readonly kind: 'checkpoint';
  readonly descriptor?: number;
}
