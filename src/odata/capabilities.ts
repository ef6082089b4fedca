/** What this service can do with its resources: the one table behind the Capabilities annotations of $metadata. */
import type { BinaryOperator, FunctionName } from './expression.ts';

/** What may be done to the entities at a container element or behind a navigation property. */
export interface Access {
  /** A single entity can be read; a collection can always be listed. */
  readonly get: boolean;
  readonly create: boolean;
  readonly update: boolean;
  readonly remove: boolean;
  /** Query options that differ from those of other collections. */
  readonly query?: Partial<QueryOptions>;
}

/** The query options of a collection of entities. */
export interface QueryOptions {
  readonly top: boolean;
  readonly skip: boolean;
  readonly count: boolean;
  readonly filter: boolean;
  readonly orderby: boolean;
  readonly compute: boolean;
  readonly search: boolean;
}

/** The claims of a service; the names follow the Capabilities vocabulary, where each is an annotation. */
export interface Capabilities {
  readonly versions: readonly string[];
  readonly conformance: 'Minimal' | 'Intermediate' | 'Advanced';
  readonly formats: readonly string[];
  readonly metadataFormats: readonly string[];
  /** `users/{id}` besides `users('{id}')` (URL Conventions 4.3.6). */
  readonly keyAsSegment: boolean;
  /** `POST .../$query` (URL Conventions 4.17). */
  readonly querySegment: boolean;
  readonly asynchronous: boolean;
  readonly crossJoin: boolean;
  readonly annotationsInQuery: boolean;
  readonly changeTracking: boolean;
  readonly deepInsert: boolean;
  readonly deepUpdate: boolean;
  readonly batch: {
    readonly formats: readonly string[];
    readonly continueOnError: boolean;
    readonly referencesInBodies: boolean;
    readonly referencesAcrossChangeSets: boolean;
    readonly etagReferences: boolean;
    readonly dependencyConditions: boolean;
  };
  /** Query options on every collection of entities. */
  readonly query: QueryOptions;
  /** Options inside `$select=property(...)` (URL Conventions 5.1.4). */
  readonly select: {
    readonly expand: boolean;
    readonly filter: boolean;
    readonly search: boolean;
    readonly top: boolean;
    readonly skip: boolean;
    readonly compute: boolean;
    readonly count: boolean;
    readonly orderby: boolean;
  };
  /** Query options on requests that change something. */
  readonly modification: { readonly select: boolean; readonly expand: boolean };
  readonly upsert: boolean;
  readonly deltaUpdate: boolean;
  /** `/$filter(...)/$each` in requests that change something. */
  readonly filterSegment: boolean;
  /** Functions and operators of $filter and $orderby. */
  readonly functions: readonly string[];
  /** By container element (`users`), navigation property (`user/profile`), or all of a type (`profile/*`). */
  readonly access: Readonly<Record<string, Access>>;
}

/** Spelled as URL Conventions 5.1.1 spells them; a function that the parser learns must be named here too. */
const functions: Readonly<Record<FunctionName, string>> = {
  concat: 'concat',
  contains: 'contains',
  endswith: 'endswith',
  indexof: 'indexof',
  length: 'length',
  startswith: 'startswith',
  substring: 'substring',
  matchespattern: 'matchesPattern',
  tolower: 'tolower',
  toupper: 'toupper',
  trim: 'trim',
  hassubset: 'hassubset',
  hassubsequence: 'hassubsequence',
  date: 'date',
  day: 'day',
  fractionalseconds: 'fractionalseconds',
  hour: 'hour',
  maxdatetime: 'maxdatetime',
  mindatetime: 'mindatetime',
  minute: 'minute',
  month: 'month',
  now: 'now',
  second: 'second',
  time: 'time',
  totaloffsetminutes: 'totaloffsetminutes',
  totalseconds: 'totalseconds',
  year: 'year',
  ceiling: 'ceiling',
  floor: 'floor',
  round: 'round',
};

const operators: Readonly<Record<BinaryOperator, string>> = {
  eq: 'eq',
  ne: 'ne',
  gt: 'gt',
  ge: 'ge',
  lt: 'lt',
  le: 'le',
  add: 'add',
  sub: 'sub',
  mul: 'mul',
  div: 'div',
  divby: 'divby',
  mod: 'mod',
  and: 'and',
  or: 'or',
  has: 'has',
};

const anything: Access = { get: true, create: true, update: true, remove: true };
const readOnly: Access = { get: true, create: false, update: false, remove: false };

/** The claims of this server. Each is held against its behaviour by the tests. */
export const capabilities: Capabilities = {
  versions: ['4.0', '4.01'],
  conformance: 'Intermediate',
  formats: [
    'application/json',
    'application/json;odata.metadata=minimal',
    'application/json;odata.metadata=full',
    'application/json;odata.metadata=none',
    'application/json;IEEE754Compatible=true',
  ],
  metadataFormats: ['application/xml', 'application/json'],
  keyAsSegment: true,
  querySegment: true,
  asynchronous: false,
  crossJoin: false,
  annotationsInQuery: false,
  changeTracking: false,
  deepInsert: false,
  deepUpdate: false,
  batch: {
    formats: ['application/json'],
    // A batch goes on after an error whatever is preferred, as Graph's does.
    continueOnError: false,
    referencesInBodies: false,
    referencesAcrossChangeSets: false,
    etagReferences: false,
    dependencyConditions: false,
  },
  query: { top: true, skip: true, count: true, filter: true, orderby: true, compute: true, search: false },
  select: { expand: false, filter: true, search: false, top: true, skip: true, compute: true, count: true, orderby: true },
  modification: { select: true, expand: true },
  upsert: false,
  deltaUpdate: false,
  filterSegment: false,
  functions: [...Object.values(operators), 'not', 'in', 'any', 'all', 'cast', 'isof', 'case', ...Object.values(functions)],
  access: {
    me: { ...anything, create: false },
    users: anything,
    groups: anything,
    'user/profile': { ...readOnly, remove: true },
    'user/contacts': anything,
    'profile/*': anything,
    // Members are linked and unlinked by reference; people are made under /users.
    'group/members': readOnly,
    // The trail is listed, newest first, and nothing else.
    auditLogs: { ...readOnly, get: false },
    'auditLogRoot/*': { ...readOnly, get: false, query: { skip: false, count: false, orderby: false } },
  },
};

/**
 * What may be done at a container element or behind a navigation property.
 * @param name the element's name, or `type/navigation`
 * @returns the entry for the name itself, else the one for all of its type, else that all may be done
 */
export function accessOf({ access }: Capabilities, name: string): Access {
  return access[name] ?? access[`${name.slice(0, name.indexOf('/'))}/*`] ?? anything;
}
