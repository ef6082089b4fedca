/** Who may do what: one table, one function. */
import { refuse } from '../fault.ts';
import type { Caller } from './caller.ts';

/** What is asked for: an area of the API, to read or to write, of one's own or of others'. */
export type Area = 'profile' | 'people' | 'groups' | 'contacts' | 'audit';
export type Access = 'read' | 'write';

interface Row {
  /** Delegated permissions for what belongs to the caller. */
  readonly own: readonly string[];
  /** Delegated permissions for what belongs to others. */
  readonly others: readonly string[];
  /** True if a delegated caller needs an administrator's role for others' besides. */
  readonly administrator: boolean;
  /** Application permissions. */
  readonly application: readonly string[];
}

const readAnyone = ['User.ReadBasic.All', 'User.Read.All', 'User.ReadWrite.All'];
const readPeople: Row = {
  own: ['User.Read', 'User.ReadWrite', ...readAnyone],
  others: readAnyone,
  administrator: false,
  application: ['User.Read.All', 'User.ReadWrite.All'],
};
const manageGroups = ['GroupMember.ReadWrite.All', 'Group.ReadWrite.All', 'Directory.ReadWrite.All', 'User.ReadWrite.All'];

/** Any one permission of a cell will do. Least privileged first, as Graph's permission pages list them. */
export const permissions: { readonly [A in Area]: { readonly [X in Access]: Row } } = {
  profile: {
    read: readPeople,
    write: {
      own: ['User.ReadWrite', 'User.ReadWrite.All'],
      others: ['User.ReadWrite.All'],
      administrator: true,
      application: ['User.ReadWrite.All'],
    },
  },
  people: {
    read: readPeople,
    write: { own: [], others: ['User.ReadWrite.All'], administrator: true, application: ['User.ReadWrite.All'] },
  },
  groups: {
    read: {
      own: [],
      others: ['GroupMember.Read.All', 'Group.Read.All', ...manageGroups],
      administrator: false,
      application: ['GroupMember.Read.All', 'Group.Read.All', 'User.Read.All', ...manageGroups],
    },
    write: { own: [], others: manageGroups, administrator: true, application: manageGroups },
  },
  contacts: {
    // A person's contacts decide who sees their items, so whoever may write a profile may write them.
    read: {
      own: ['Contacts.Read', 'Contacts.ReadWrite', 'User.ReadWrite', 'User.ReadWrite.All'],
      others: [],
      administrator: false,
      application: ['Contacts.Read', 'Contacts.ReadWrite', 'User.ReadWrite.All'],
    },
    write: {
      own: ['Contacts.ReadWrite', 'User.ReadWrite', 'User.ReadWrite.All'],
      others: [],
      administrator: false,
      application: ['Contacts.ReadWrite', 'User.ReadWrite.All'],
    },
  },
  audit: {
    read: { own: [], others: ['AuditLog.Read.All'], administrator: true, application: ['AuditLog.Read.All'] },
    write: { own: [], others: [], administrator: true, application: [] },
  },
};

/** All that a personal account may hold: its own profile (decisions on the seed page). */
const personalScopes: ReadonlySet<string> = new Set(['User.Read', 'User.ReadWrite']);

/** Every permission the table knows, for consent and for the development authority. */
export const knownPermissions: { readonly delegated: readonly string[]; readonly application: readonly string[] } = {
  delegated: unique((row) => [...row.own, ...row.others]),
  application: unique((row) => row.application),
};

function unique(pick: (row: Row) => readonly string[]): readonly string[] {
  return [...new Set(Object.values(permissions).flatMap(({ read, write }) => [...pick(read), ...pick(write)]))];
}

/**
 * Lets a caller pass, or refuses: `forbidden` naming the permissions that would do, `forbiddenRole` where only the role is missing.
 * @param own true if what is asked for belongs to the caller
 */
export function requirePermission(caller: Caller, area: Area, access: Access, own: boolean): void {
  const row = permissions[area][access];
  if (caller.kind === 'application') {
    if (!holds(caller.scopes, row.application)) refuse('forbidden', { permissions: list(row.application) });
    return;
  }
  const usable = (names: readonly string[]) => (caller.personal ? names.filter((name) => personalScopes.has(name)) : names);
  if (own && holds(caller.scopes, usable(row.own))) return;
  if (!holds(caller.scopes, usable(row.others)))
    refuse('forbidden', { permissions: list(usable(own ? [...row.own, ...row.others] : row.others)) });
  if (row.administrator && !caller.administrator) refuse('forbiddenRole', { permissions: list(row.others) });
}

function holds(scopes: ReadonlySet<string>, wanted: readonly string[]): boolean {
  return wanted.some((permission) => scopes.has(permission));
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : [...new Set(names)].join(', ');
}
