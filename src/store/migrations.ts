/** The schema of the database as the steps that lead to it; a step once released is never changed. */
import { chapterContents, chapterIndex } from './chapters.ts';
import type { Words } from './database.ts';
import { makeTrailKey } from './entry-names.ts';
import { nameIndexes } from './name-index.ts';
import { mendedFunctions, postgresFunctions } from './postgres-functions.ts';

export interface Migration {
  readonly name: string;
  readonly statements: (words: Words) => readonly string[];
}

/** Partitions of the items: enough for some hundred gigabytes, and each small enough to be tended to alone. */
const partitions = Array.from({ length: 16 }, (_, remainder) => remainder);

/**
 * Puts the items into partitions by tenant and person. Plans are then made once for each statement, not for each run of it,
 * which would take longer than the run: measured, this makes up for what partitions cost.
 */
const partitioning = [
  'ALTER TABLE item RENAME TO item_whole',
  'ALTER INDEX item_pkey RENAME TO item_whole_pkey',
  `CREATE TABLE item (LIKE item_whole, PRIMARY KEY (tenant, person, collection, id)) PARTITION BY HASH (tenant, person)`,
  ...partitions.map(
    (remainder) =>
      `CREATE TABLE item_${remainder} PARTITION OF item FOR VALUES WITH (MODULUS ${partitions.length}, REMAINDER ${remainder})`,
  ),
  'INSERT INTO item SELECT * FROM item_whole',
  'DROP TABLE item_whole',
  'CREATE INDEX audit_tenant ON audit (tenant, seq)',
  // A role may set its own defaults. Where a host forbids even that, plans are made for each run, and all else stays the same.
  `DO $$ BEGIN
    EXECUTE format('ALTER ROLE CURRENT_USER IN DATABASE %I SET plan_cache_mode = force_generic_plan', current_database());
  EXCEPTION WHEN OTHERS THEN
    RAISE NOTICE 'plan_cache_mode is left as it is: %', SQLERRM;
  END $$`,
];

/** Names of people do not stand in the statistics of the planner, where nothing that erases a person would find them. */
const nameless = [
  'ALTER TABLE lookup ALTER COLUMN name SET STATISTICS 0',
  'ALTER TABLE address ALTER COLUMN name SET STATISTICS 0',
  'ALTER TABLE audit ALTER COLUMN author SET STATISTICS 0',
];

/** The tables in which tenants got short names. */
const shortened = ['person', 'lookup', 'circle', 'member', 'contact', 'address', 'item', 'audit'];

/** Tenant, then person, lead every key: tables can be partitioned or distributed by them. */
export const migrations: readonly Migration[] = [
  {
    name: 'People, groups, contacts and items',
    statements: ({ text, json, serial, clustered }) => [
      `CREATE TABLE person (tenant ${text} NOT NULL, id ${text} NOT NULL, revision integer NOT NULL, body ${json} NOT NULL,
        PRIMARY KEY (tenant, id))`,
      `CREATE TABLE lookup (tenant ${text} NOT NULL, name ${text} NOT NULL, person ${text} NOT NULL, rank integer NOT NULL,
        PRIMARY KEY (tenant, name, person))${clustered}`,
      // The first name of a person, the userPrincipalName, is nobody else's first name.
      'CREATE UNIQUE INDEX lookup_first ON lookup (tenant, name) WHERE rank = 0',
      'CREATE INDEX lookup_person ON lookup (tenant, person)',
      `CREATE TABLE circle (tenant ${text} NOT NULL, id ${text} NOT NULL, revision integer NOT NULL, body ${json} NOT NULL,
        PRIMARY KEY (tenant, id))`,
      `CREATE TABLE member (tenant ${text} NOT NULL, person ${text} NOT NULL, circle ${text} NOT NULL,
        PRIMARY KEY (tenant, person, circle))${clustered}`,
      'CREATE INDEX member_circle ON member (tenant, circle, person)',
      `CREATE TABLE contact (tenant ${text} NOT NULL, person ${text} NOT NULL, id ${text} NOT NULL, revision integer NOT NULL,
        body ${json} NOT NULL, PRIMARY KEY (tenant, person, id))`,
      `CREATE TABLE address (tenant ${text} NOT NULL, person ${text} NOT NULL, name ${text} NOT NULL, contact ${text} NOT NULL,
        grants integer NOT NULL, PRIMARY KEY (tenant, person, name, contact))${clustered}`,
      `CREATE TABLE item (tenant ${text} NOT NULL, person ${text} NOT NULL, collection ${text} NOT NULL, id ${text} NOT NULL,
        revision integer NOT NULL, audience integer NOT NULL, created ${text} NOT NULL, body ${json} NOT NULL,
        PRIMARY KEY (tenant, person, collection, id))`,
      `CREATE TABLE audit (seq ${serial}, tenant ${text} NOT NULL, owner ${text} NOT NULL, kind ${text} NOT NULL,
        collection ${text}, record ${text} NOT NULL, action ${text} NOT NULL, at ${text} NOT NULL, author ${text} NOT NULL,
        before ${json})`,
      'CREATE INDEX audit_owner ON audit (tenant, owner, seq)',
    ],
  },
  {
    name: 'Items in partitions, and the audit trail by tenant',
    statements: ({ name }) => (name === 'postgres' ? partitioning : []),
  },
  {
    name: 'No names in statistics',
    statements: ({ name }) => (name === 'postgres' ? nameless : []),
  },
  {
    name: 'Functions of the query language',
    statements: ({ name }) => (name === 'postgres' ? postgresFunctions : []),
  },
  {
    name: 'People by their names',
    statements: nameIndexes,
  },
  {
    name: 'The audit trail in chapters, and that of members',
    statements: ({ name }) => [
      // Whoever is removed is looked for in the trail of groups, too, which is short.
      "CREATE INDEX audit_member ON audit (tenant, record) WHERE kind = 'members'",
      ...(name === 'sqlite' ? [chapterIndex, 'DROP INDEX audit_owner'] : []),
    ],
  },
  {
    name: 'Tenants by short names',
    statements: ({ name }) =>
      name === 'sqlite' ? shortened.map((table) => `UPDATE ${table} SET tenant = short_tenant(tenant)`) : [],
  },
  {
    name: 'The audit trail with contents of its chapters',
    statements: ({ name }) => (name === 'sqlite' ? chapterContents : []),
  },
  {
    name: 'A key for the names of audit entries',
    statements: makeTrailKey,
  },
  {
    name: 'Functions of the query language, mended',
    statements: ({ name }) => (name === 'postgres' ? mendedFunctions : []),
  },
];
