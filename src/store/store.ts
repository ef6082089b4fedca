/** The contract of the store: what the rules may ask of it, whichever database is underneath. */
import type { CursorValue } from '../odata/cursor.ts';
import type { Expression, OrderTerm } from '../odata/expression.ts';

/** A set of records, and what leads every key of it. Items belong to a person; people and groups to a tenant. */
export type Source =
  | { readonly kind: 'items'; readonly tenant: string; readonly person: string; readonly collection: string }
  | { readonly kind: 'people'; readonly tenant: string }
  | { readonly kind: 'groups'; readonly tenant: string }
  | { readonly kind: 'members'; readonly tenant: string; readonly group: string }
  | { readonly kind: 'contacts'; readonly tenant: string; readonly person: string };

/**
 * Who looks. `all` sees every record: the owner and app-only callers. A colleague sees an item if its audience includes
 * the relation between the two, which the store finds out in the same statement. A partner comes from a federated tenant.
 */
export type Viewer =
  | { readonly kind: 'all' }
  | { readonly kind: 'colleague'; readonly tenant: string; readonly person: string }
  | { readonly kind: 'partner' };

/** A record as kept. `body` is the JSON text that answers it at metadata=minimal, `@odata.etag` included. */
export interface Record {
  readonly id: string;
  /** Counts the changes; the entity tag is made of it. */
  readonly revision: number;
  readonly body: string;
  /** Of the body in UTF-8, where they have been counted. */
  readonly bytes?: number;
}

/** A record to be kept. */
export interface Draft {
  readonly revision: number;
  readonly body: string;
  /** Items: the value of allowedAudiences. Others: 0. */
  readonly audience: number;
  /** Instants in their canonical text, UTC with seven fractional digits. */
  readonly created: string;
  readonly modified: string;
  /** People: names they are found by (userPrincipalName, mail). Contacts: email addresses. Lower case. */
  readonly lookups: readonly string[];
  /** Contacts: true if the owner marked the contact as family. */
  readonly family: boolean;
}

/** Who makes a change, for the audit trail. Identities are as in identitySet. */
export interface Author {
  readonly at: string;
  readonly person: { readonly id: string; readonly displayName: string | null } | null;
  readonly application: { readonly id: string; readonly displayName: string | null } | null;
  readonly request: string;
}

/** What a list asks for. Order is total: the store appends created and id (items) or id (others) to `orderby`. */
export interface ListQuery {
  readonly filter?: Expression;
  readonly orderby: readonly OrderTerm[];
  readonly skip: number;
  /** At most so many records are answered. */
  readonly limit: number;
  /** Continue behind this position: a `Page.last` of the same query, of whose long texts the beginnings are enough. */
  readonly after?: readonly CursorValue[];
  /** True to have the count of all records that pass the filter, whatever skip and limit are. */
  readonly count: boolean;
  /** The instant that `now()` means; without it that of the machine. */
  readonly now?: string;
}

export interface Page {
  readonly records: readonly Record[];
  readonly count?: number;
  /** Set if there are more records: the position to continue behind. Values of the order keys of the last record. */
  readonly last?: readonly (string | number | null)[];
}

/** All items of one profile that the viewer may see, by collection, each in default order. */
export type ProfileItems = ReadonlyMap<string, readonly Record[]>;

/** One entry of the audit trail. */
export interface AuditEntry {
  /** A GUID that tells nothing of how many entries there are, in this tenant or in others. */
  readonly id: string;
  readonly tenant: string;
  readonly at: string;
  readonly action: 'create' | 'update' | 'delete';
  readonly kind: Source['kind'];
  readonly owner: string;
  readonly collection: string | null;
  readonly record: string;
  readonly author: Author;
  /** JSON texts; null where there was nothing before or is nothing after. */
  readonly before: string | null;
  readonly after: string | null;
}

/** A person or an item as the dump holds it. */
export type DumpEntry =
  | { readonly kind: 'user'; readonly tenant: string; readonly id: string; readonly body: string }
  | {
      readonly kind: 'group';
      readonly tenant: string;
      readonly id: string;
      readonly body: string;
      readonly members: readonly string[];
    }
  | { readonly kind: 'contact'; readonly tenant: string; readonly user: string; readonly id: string; readonly body: string }
  | {
      readonly kind: 'item';
      readonly tenant: string;
      readonly user: string;
      readonly collection: string;
      readonly id: string;
      readonly body: string;
    };

/** One record of a bulk load, complete with its key. */
export interface LoadEntry {
  readonly source: Source;
  readonly id: string;
  readonly draft: Draft;
}

/** How much is asked of the database at the moment. */
export interface Pressure {
  /** Connections at most. */
  readonly connections: number;
  /** Statements and pieces of work that wait for their answer. */
  readonly waiting: number;
}

/** What the erasure of a person came to. */
export interface Erasure {
  readonly items: number;
  readonly contacts: number;
  readonly auditEntries: number;
  /** Tables too large to be written anew, in whose files removed bytes lie until the database's own maintenance. */
  readonly unclean: readonly string[];
}

/** What became of the records of a load. */
export interface Loaded {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
}

export interface Store {
  /** The record, if it is there and the viewer may see it; the two cannot be told apart. */
  read(source: Source, id: string, viewer: Viewer): Promise<Record | undefined>;
  list(source: Source, viewer: Viewer, query: ListQuery): Promise<Page>;
  count(source: Source, viewer: Viewer, filter: Expression | undefined, now?: string): Promise<number>;
  /** All items of a person in one statement; `collections` limits which. */
  profile(tenant: string, person: string, viewer: Viewer, collections: readonly string[] | undefined): Promise<ProfileItems>;
  /** True if the viewer may see any item of a person. */
  shows(tenant: string, person: string, viewer: Viewer): Promise<boolean>;
  /**
   * Keeps a new record. Refuses `nameTaken` (people), `quotaReached` (items, more than `limit` in the collection).
   * Answers false if the record's owner (person or group) is not there.
   */
  create(source: Source, id: string, draft: Draft, author: Author, limit?: number): Promise<boolean>;
  /**
   * Changes a record in one transaction: `next` gets what is there and gives what shall be; it is pure, synchronous and may
   * refuse, in which case nothing changes. It may be run again if another writer was faster. Answers undefined if there is no
   * such record for this viewer. Resolves only once the change is durable. If `next` answers the current record itself,
   * nothing is written.
   */
  change(
    source: Source,
    id: string,
    viewer: Viewer,
    author: Author,
    next: (current: Record) => Draft | 'unchanged',
  ): Promise<Record | undefined>;
  /** Removes a record after `allow` agreed to it by not throwing. A person goes with all that is theirs. */
  remove(source: Source, id: string, viewer: Viewer, author: Author, allow: (current: Record) => void): Promise<boolean>;
  /** Removes every item of a person; answers how many there were. */
  clear(tenant: string, person: string, author: Author): Promise<number>;

  /** The id of the person who has this id, userPrincipalName or mail (compared ignoring case). */
  findPerson(tenant: string, name: string): Promise<string | undefined>;
  /** Every tenant that has a person of this id, userPrincipalName or mail. Slow: it looks in all of them. */
  tenantsKnowing(name: string): Promise<readonly string[]>;
  /** Makes a person known unless they are; never changes one. A userPrincipalName that is taken is answered with false. */
  meetPerson(tenant: string, id: string, draft: Draft): Promise<boolean>;
  /** Adds a person to a group; false if either is not there. */
  addMember(tenant: string, group: string, person: string, author: Author): Promise<boolean>;
  removeMember(tenant: string, group: string, person: string, author: Author): Promise<boolean>;

  /** Loads many records at once, all or none; existing ones with the same text are left alone. Answers what changed. */
  load(entries: Iterable<LoadEntry>): Promise<Loaded>;
  /**
   * The same piece by piece as they come, for whoever answers nobody meanwhile; nothing is kept if `pieces` throws.
   */
  fill(pieces: AsyncIterable<Iterable<LoadEntry>> | Iterable<Iterable<LoadEntry>>): Promise<Loaded>;
  /** Everything, people before their items; of one tenant, or of one person. */
  dump(tenant: string | undefined, person: string | undefined): AsyncIterable<DumpEntry>;
  /** True if nobody and nothing is kept, in this tenant or at all. */
  isEmpty(tenant: string | undefined): Promise<boolean>;
  /** Removes all of a tenant, for tests. */
  dropTenant(tenant: string): Promise<void>;
  /** Removes a person and every trace, audit trail and free pages included; undefined if there is no such person. */
  erase(tenant: string, person: string): Promise<Erasure | undefined>;
  /** Entries of the trail, newest first, of changes that the viewer may see. */
  audit(
    tenant: string,
    query: { readonly viewer: Viewer; readonly person?: string; readonly limit: number; readonly after?: string },
  ): Promise<readonly AuditEntry[]>;
  /** Forgets audit entries made before this instant. */
  forgetAudit(before: string): Promise<number>;
  /** Writes a consistent copy to a file; refuses where the database has its own tools for it. */
  backup(file: string): Promise<void>;
  pressure(): Pressure;
  /** Resolves if the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
