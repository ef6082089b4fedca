/** What the long-work thread of SQLite can be asked. */
import type { Statement } from './database.ts';

/** What the thread can be asked. `begin`, `run` and `end` are one long work, of which there is one at a time. */
export type Asked =
  | { readonly kind: 'read'; readonly statement: Statement }
  | { readonly kind: 'begin' }
  | { readonly kind: 'run'; readonly name: string; readonly given: unknown }
  | { readonly kind: 'end'; readonly keep: boolean }
  | { readonly kind: 'checkpoint' }
  | { readonly kind: 'scrub' }
  | { readonly kind: 'backup'; readonly file: string };
