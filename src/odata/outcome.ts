/** What the rules answer: values and their addresses, not yet text. */
import type { Navigation, Property, StructuredType } from '../model/field.ts';
import type { Cursor } from './cursor.ts';

export type JsonObject = { readonly [name: string]: unknown };

/** The text of a stored record, as the answer has it at metadata=minimal. */
export interface Stored {
  readonly body: string;
  /** Of the body in UTF-8, where they have been counted. */
  readonly bytes?: number;
}

/** An entity to answer. Stored ones come as text: the JSON that answers them at metadata=minimal, `@odata.etag` first. */
export interface Entity {
  readonly type: StructuredType;
  /** Address below the service root, as `users('...')/profile`; of a member of a set that of the set, behind which its key comes. */
  readonly path: string;
  /** Most answers do not write the addresses of what they hold: the key is put behind the path where one does. */
  readonly key?: string;
  readonly revision?: number;
  readonly content: Stored | { readonly value: JsonObject };
  /** Navigation properties that stand inside: expanded ones, and all of a profile. */
  readonly inline?: readonly Inline[];
}

export interface Inline {
  readonly navigation: Navigation;
  readonly content:
    | { readonly kind: 'entity'; readonly entity: Entity | null }
    | {
        readonly kind: 'entities' | 'references';
        readonly entities: readonly Entity[];
        readonly count?: number;
        /** Set if the collection is not whole: where it goes on, and what was asked of it. */
        readonly next?: { readonly cursor: Cursor; readonly asked: string };
      }
    | { readonly kind: 'count'; readonly count: number };
  /** How the entities inside are to be written. */
  readonly query: import('./intent.ts').Query;
}

export type Outcome =
  | { readonly kind: 'entity'; readonly context: string; readonly entity: Entity; readonly created: boolean }
  | {
      readonly kind: 'entities';
      readonly context: string;
      readonly entities: readonly Entity[];
      readonly count?: number;
      readonly next?: Cursor;
    }
  | {
      readonly kind: 'references';
      readonly entities: readonly Entity[];
      readonly many: boolean;
      readonly count?: number;
      readonly next?: Cursor;
    }
  /** A property of an entity; `owner` is the path of the entity, `path` that of the property within it. */
  | {
      readonly kind: 'property';
      readonly context: string;
      readonly property: Property;
      readonly owner: StructuredType;
      readonly value: unknown;
      readonly revision?: number;
    }
  | { readonly kind: 'value'; readonly text: string; readonly revision?: number }
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'document'; readonly media: 'json' | 'xml'; readonly text: string }
  /** Done, and nothing to say (204); `entity` is what was created or changed, `revision` that of what has no value, for the headers. */
  | { readonly kind: 'done'; readonly entity?: Entity; readonly created?: boolean; readonly revision?: number }
  /** Not modified (304). */
  | { readonly kind: 'unchanged'; readonly revision: number };
