/** A person with a secret for every audience, and everybody who may look: the stage for tests of who sees what. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Caller } from '../../src/profile/caller.ts';
import { type Ask, application, person } from './answering.ts';

const bits = { family: 1, contacts: 2, groupMembers: 4, organization: 8, federatedOrganizations: 16, everyone: 32 } as const;

/** Every audience, alone and some together. */
export const audiences: readonly string[] = [
  'me',
  ...Object.keys(bits),
  'family,contacts',
  'contacts,groupMembers',
  'groupMembers,everyone',
  'family,federatedOrganizations',
];

const maskOf = (audience: string) => audience.split(',').reduce((mask, name) => mask | (bits[name as keyof typeof bits] ?? 0), 0);

const wholeTenant = bits.organization | bits.federatedOrganizations | bits.everyone;

/** Somebody who looks, and the audiences that include their relation to the owner; `all` for who sees whatever there is. */
export interface Onlooker {
  readonly who: string;
  readonly caller: Caller;
  readonly relation: number | 'all';
}

export interface Stage {
  readonly tenant: string;
  readonly owner: Extract<Caller, { kind: 'person' }>;
  readonly administrator: Caller;
  /** Of a tenant that is not federated with the owner's. */
  readonly strangers: readonly Caller[];
  readonly onlookers: readonly Onlooker[];
  readonly federations: readonly (readonly string[])[];
  /** The group that the owner is in. */
  group: string;
  /** The id of the skill for each audience. Its name is `secret-` and the audience. */
  readonly skills: Map<string, string>;
}

export function makeStage(): Stage {
  const [tenant, partnerTenant, strangerTenant] = [randomUUID(), randomUUID(), randomUUID()];
  const read = { can: 'User.Read.All GroupMember.Read.All' };
  const owner = person(tenant, randomUUID(), {
    can: 'User.ReadWrite Contacts.ReadWrite',
    userPrincipalName: 'owner@example.com',
  }) as Stage['owner'];
  const administrator = person(tenant, randomUUID(), { can: 'User.ReadWrite.All AuditLog.Read.All', administrator: true });
  const colleague = (userPrincipalName: string) => person(tenant, randomUUID(), { ...read, userPrincipalName });
  return {
    tenant,
    owner,
    administrator,
    strangers: [person(strangerTenant, randomUUID(), read), application(strangerTenant, 'User.ReadWrite.All')],
    onlookers: [
      { who: 'the owner', caller: owner, relation: 'all' },
      { who: 'an application', caller: application(tenant, read.can), relation: 'all' },
      { who: 'a colleague', caller: colleague('colleague@example.com'), relation: wholeTenant },
      { who: 'an administrator', caller: administrator, relation: wholeTenant },
      { who: 'a member of the same group', caller: colleague('teammate@example.com'), relation: wholeTenant | bits.groupMembers },
      { who: 'a contact', caller: colleague('friend@example.com'), relation: wholeTenant | bits.contacts },
      {
        who: 'a contact marked as family',
        caller: colleague('relative@example.com'),
        relation: wholeTenant | bits.contacts | bits.family,
      },
      // A contact by a name that two have is neither of them.
      { who: 'a contact whose name another took', caller: colleague('former@example.com'), relation: wholeTenant },
      { who: 'whoever took the name of a contact', caller: colleague('taken@example.com'), relation: wholeTenant },
      {
        who: 'a person of a federated tenant',
        caller: person(partnerTenant, randomUUID(), read),
        relation: bits.federatedOrganizations | bits.everyone,
      },
    ],
    federations: [[tenant, partnerTenant]],
    group: '',
    skills: new Map(),
  };
}

/** The audiences whose items an onlooker sees, and those whose items are hidden from them. */
export function seenBy({ relation }: Onlooker): { readonly visible: readonly string[]; readonly hidden: readonly string[] } {
  const sees = (audience: string) => relation === 'all' || (maskOf(audience) & relation) !== 0;
  return { visible: audiences.filter(sees), hidden: audiences.filter((audience) => !sees(audience)) };
}

/** Puts the stage into a store: people, a group, contacts, and one skill for each audience. */
export async function setStage(ask: Ask, stage: Stage): Promise<void> {
  const { tenant, owner } = stage;
  for (const caller of [owner, ...stage.onlookers.map((onlooker) => onlooker.caller), ...stage.strangers]) {
    if (caller.kind === 'person') assert.equal((await ask('GET', 'me', { as: caller })).status, 200);
  }
  const daemon = application(tenant, 'Group.ReadWrite.All User.ReadWrite.All');
  const group = await ask('POST', 'groups', { as: daemon, body: { displayName: 'Team' } });
  assert.equal(group.status, 201, group.text);
  stage.group = group.body.id;
  const teammate = stage.onlookers.find(({ who }) => who === 'a member of the same group')?.caller as Stage['owner'];
  for (const { id } of [owner, teammate]) {
    const body = { '@odata.id': `https://localhost/beta/users/${id}` };
    const added = await ask('POST', `groups/${stage.group}/members/$ref`, { as: daemon, body });
    assert.equal(added.status, 204, added.text);
  }
  const former = stage.onlookers.find(({ who }) => who === 'a contact whose name another took')?.caller as Stage['owner'];
  const named = await ask('PATCH', `users/${former.id}`, { as: daemon, body: { mail: 'Taken@example.com' } });
  assert.equal(named.status, 200, named.text);
  for (const [address, categories] of [
    ['Friend@example.com', []],
    ['relative@example.com', ['Family']],
    ['taken@example.com', ['Family']],
  ] as const) {
    const body = { displayName: address, emailAddresses: [{ address }], categories };
    const contact = await ask('POST', 'me/contacts', { as: owner, body });
    assert.equal(contact.status, 201, contact.text);
  }
  for (const allowedAudiences of audiences) {
    const body = { displayName: `secret-${allowedAudiences}`, allowedAudiences, categories: [allowedAudiences] };
    const made = await ask('POST', 'me/profile/skills', { as: owner, body });
    assert.equal(made.status, 201, made.text);
    stage.skills.set(allowedAudiences, made.body.id);
  }
}
