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
export function entityOf(resource: Resource, record: Record): Entity {
  const { type, kind, path } = resource;
  const { id, revision, body } = record;
  // A profile is reached without a key.
  return kind === 'profile'
    ? { type, path, revision, content: { text: body } }
    : { type, path, key: id, revision, content: { text: body } };
}

/** Reads the record a resource names; refuses itemNotFound whether it is hidden or absent. */
export async function readRecord({ rules, resource }: Reading): Promise<Record> {
  const { source, id = '', viewer } = resource;
  const record = await rules.store.read(source, id, viewer);
  return record ?? missing(resource);
}

/** The refusal for what is not there, or not for this caller. */
export function missing({ kind, id }: Resource): never {
  return kind === 'person' || kind === 'member' || kind === 'profile'
    ? refuse('personNotFound', { person: id ?? '' })
    : refuse('itemNotFound');
}
