/** What properties of the query language are tried on: random items of several types, of two models, kept in each database. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe } from 'node:test';
import fc from 'fast-check';
import { Fault } from '../../src/fault.ts';
import { collections } from '../../src/model/collections.ts';
import type { StructuredType } from '../../src/model/field.ts';
import { schema } from '../../src/model/schema.ts';
import { findType, type Schema } from '../../src/model/type.ts';
import type { Expression } from '../../src/odata/expression.ts';
import { audienceMask } from '../../src/profile/audience.ts';
import type { Database } from '../../src/store/database.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import type { LoadEntry } from '../../src/store/store.ts';
import { type Items, type Prepared, prepare } from './compiled.ts';
import { valuesOf } from './items.ts';
import { library } from './library.ts';
import { meet } from './loaded.ts';
import { makeDatabase } from './postgres.ts';

/** The instant that `now()` means throughout. */
export const now = '2026-01-31T12:00:00.0000000Z';
const itemCount = 30;

export type Item = Readonly<Record<string, unknown>>;

/** Random items of a type; `share` says how much it is worth trying. */
export interface Subject {
  readonly name: string;
  readonly schema: Schema;
  readonly type: StructuredType;
  readonly share: number;
  readonly items: readonly Item[];
  readonly source: Items;
}

/** What every run starts from; a failing run says it, to be run again: `PROFICIO_TEST_SEED=1 node --test ...`. */
export const seed = Number(process.env.PROFICIO_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));

const owner = { tenant: randomUUID(), person: randomUUID() };

function typeOfCollection(name: string): StructuredType {
  return collections.find((collection) => collection.name === name)?.item ?? assert.fail(name);
}

function typeOfLibrary(name: string): StructuredType {
  const type = findType(library, `${library.namespace}.${name}`);
  return type?.kind === 'entity' ? type : assert.fail(name);
}

/** Of the product's model the types with the most kinds of value, and two of another model. */
export const subjects: readonly Subject[] = [
  { name: 'skills', schema, type: typeOfCollection('skills'), share: 3 },
  { name: 'positions', schema, type: typeOfCollection('positions'), share: 3 },
  { name: 'addresses', schema, type: typeOfCollection('addresses'), share: 1 },
  { name: 'certifications', schema, type: typeOfCollection('certifications'), share: 1 },
  { name: 'educationalActivities', schema, type: typeOfCollection('educationalActivities'), share: 1 },
  { name: 'languages', schema, type: typeOfCollection('languages'), share: 1 },
  { name: 'books', schema: library, type: typeOfLibrary('book'), share: 2 },
  { name: 'authors', schema: library, type: typeOfLibrary('author'), share: 1 },
].map((subject, index) => ({
  ...subject,
  items: itemsOf(subject.type, seed + index),
  source: { kind: 'items', ...owner, collection: subject.name },
}));

/** Items of a type as they could be kept: what the server sets is there. */
function itemsOf(type: StructuredType, from: number): readonly Item[] {
  return fc.sample(valuesOf(type), { numRuns: itemCount, seed: from }).map((value, index) => ({
    ...value,
    id: `i${String(index).padStart(3, '0')}`,
    ...(type.properties.has('createdDateTime') && { createdDateTime: value.createdDateTime ?? now }),
    ...(type.properties.has('allowedAudiences') && { allowedAudiences: value.allowedAudiences ?? 'organization' }),
  }));
}

/** An item as the store is given it. */
export function entryOf(source: Items, item: Item): LoadEntry {
  const created = typeof item.createdDateTime === 'string' ? item.createdDateTime : now;
  const audience = typeof item.allowedAudiences === 'string' ? audienceMask(item.allowedAudiences) : 0;
  const more = { revision: 1, audience, created, modified: created, lookups: [], family: false };
  return { source, id: String(item.id), draft: { ...more, body: JSON.stringify(item) } };
}

const provided = await makeDatabase();

const databases: readonly { readonly name: string; readonly open: (() => Database) | { readonly missing: string } }[] = [
  { name: 'SQLite', open: () => openSqlite(':memory:') },
  { name: 'PostgreSQL', open: 'missing' in provided ? provided : () => openPostgres(provided.url) },
];

/** Runs a suite on each database, with the items of all subjects in it; where there is no PostgreSQL it says so. */
export function onEachDatabase(title: string, suite: (prepared: () => Prepared) => void): void {
  for (const { name, open } of databases) {
    if (typeof open !== 'function') {
      describe(`${title} on ${name}`, { skip: open.missing }, () => {});
      continue;
    }
    describe(`${title} on ${name}`, () => {
      let prepared: Prepared | undefined;
      before(async () => {
        prepared = await prepare(open());
        await meet(prepared.store, owner.tenant, owner.person);
        await prepared.store.load(subjects.flatMap(({ source, items }) => items.map((item) => entryOf(source, item))));
      });
      after(() => prepared?.store.close());
      suite(() => prepared ?? assert.fail('the database is not open'));
    });
  }
}

export interface Read {
  readonly text: string;
  readonly read: Expression;
}

/** Counts what was tried, so that a run in which nearly all is refused does not pass for one that holds. */
export class Tally {
  private tried = 0;
  private computed = 0;

  /** Reads expressions; those that are refused, when read or computed, are left out. */
  read(texts: readonly string[], parse: (text: string) => Expression, compute: (read: Expression) => void): readonly Read[] {
    this.tried += texts.length;
    const all = texts.flatMap((text): readonly Read[] => {
      try {
        const read = parse(text);
        compute(read);
        return [{ text, read }];
      } catch (fault) {
        if (fault instanceof Fault && fault.refusal !== 'internal') return [];
        throw fault;
      }
    });
    this.computed += all.length;
    return all;
  }

  check(): void {
    assert.ok(this.computed > 0.7 * this.tried, `only ${this.computed} of ${this.tried} expressions were computed`);
  }
}
