/** What a read is made with, and the one record that it is about. */
import { refuse } from '../fault.ts';
import type { Intent } from '../odata/intent.ts';
import type { Entity } from '../odata/outcome.ts';
import type { Record } from '../store/store.ts';
import type { Caller } from './caller.ts';
import type { Resource, Rules } from './resource.ts';

/** What a read is made with. */
export interface Reading {
  readonly rules: Rules;
  readonly caller: Caller;
  readonly intent: Intent;
  readonly resource: Resource;
}

/** A record as the answer has it. */
export function entityOf({ type, kind, path }: Resource, record: Record): Entity {
  const { id, revision } = record;
  // A profile is reached without a key.
  return kind === 'profile' ? { type, path, revision, content: record } : { type, path, key: id, revision, content: record };
}

/** Looks for the record a resource names; of one that is hidden or absent its reader refuses what `missing` names. */
export function findRecord({ rules, resource: { source, id = '', viewer } }: Reading): Promise<Record | undefined> {
  return rules.store.read(source, id, viewer);
}

/** The refusal for what is not there, or not for this caller. */
export function missing({ kind, id }: Resource): never {
  return kind === 'person' || kind === 'member' || kind === 'profile'
    ? refuse('personNotFound', { person: id ?? '' })
    : refuse('itemNotFound');
}
