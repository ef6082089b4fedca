/** The whole model as one Schema value: people, their profiles, the groups and contacts that audiences are made of. */
import { auditLogRoot } from './audit.ts';
import { collections } from './collections.ts';
import { emailAddress } from './complex.ts';
import {
  boolean,
  byServer,
  dateTime,
  many,
  type Navigation,
  nested,
  nonNull,
  type StructuredType,
  string,
  type ValueOf,
} from './field.ts';
import { type Container, containedMany, containedOne, entity, entityType, linkedMany, type Schema, schemaOf } from './type.ts';

export const profile = entityType('profile', {
  base: entity,
  about: 'All that a person tells about themselves: skills, positions, projects, languages and more.',
  fields: {},
  navigations: collections.map(({ name, aliases, item, title, singular, about, example }) => ({
    ...containedMany(name, () => item, ...aliases),
    title,
    singular,
    about,
    example,
  })),
});

/** A contact of a person. Whoever carries the category "Family" belongs to the audience `family`, everyone to `contacts`. */
export const contact = entityType('contact', {
  base: entity,
  about: 'A contact of a person. Contacts decide who sees items for the audiences contacts and family.',
  fields: {
    createdDateTime: byServer(nonNull(dateTime())),
    lastModifiedDateTime: byServer(nonNull(dateTime())),
    categories: many(string()),
    displayName: string(),
    givenName: string(),
    surname: string(),
    emailAddresses: many(nested(emailAddress)),
  },
});

const toProfile: Navigation = {
  ...containedOne('profile', () => profile),
  title: 'Profile',
  singular: 'profile',
  about: 'The profile of the person, with all its collections.',
};

const toContacts: Navigation = {
  ...containedMany('contacts', () => contact),
  title: 'Contacts',
  singular: 'contact',
  about: 'The contacts of the person, of whom the audiences contacts and family are made.',
  example: { displayName: 'Mira Okafor', categories: ['Family'], emailAddresses: [{ address: 'mira@example.com' }] },
};

function userType(...navigations: readonly Navigation[]) {
  return entityType('user', {
    base: entity,
    about: 'A person of the organization.',
    // Graph demands them of whoever creates a user; nobody signs in here.
    ignores: ['mailNickname', 'passwordPolicies', 'passwordProfile'],
    fields: {
      displayName: string(),
      givenName: string(),
      surname: string(),
      mail: string('email'),
      userPrincipalName: nonNull(string('email')),
      jobTitle: string(),
      department: string(),
      officeLocation: string(),
      accountEnabled: boolean(),
    },
    navigations,
  });
}

/** A group of people: those who share one see each other's items for `groupMembers`. */
function groupType(member: StructuredType) {
  return entityType('group', {
    base: entity,
    about: 'A group of people. Those who share one see each other for the audience groupMembers.',
    // Graph demands them of whoever creates a group, to tell its kinds apart, of which there is one here.
    ignores: ['groupTypes', 'mailEnabled', 'mailNickname', 'securityEnabled', 'visibility'],
    fields: { createdDateTime: byServer(nonNull(dateTime())), description: string(), displayName: nonNull(string()) },
    navigations: [
      {
        ...linkedMany('members', () => member),
        title: 'Members',
        singular: 'member',
        about: 'The people in the group; added and removed by reference.',
      },
    ],
  });
}

export const user = userType(toProfile, toContacts);
export const group = groupType(user);

export type User = ValueOf<typeof user> & { readonly id: string };
export type Contact = ValueOf<typeof contact> & { readonly id: string };
export type Group = ValueOf<typeof group> & { readonly id: string };

/** Namespace, alias and container name as in Graph's own metadata. */
function schemaOfPeople(person: StructuredType, groups: StructuredType): Schema {
  const containers: readonly Container[] = [
    {
      name: 'me',
      kind: 'singleton',
      type: person,
      set: 'users',
      title: 'Me',
      singular: 'signed-in user',
      about: 'The person who is signed in.',
    },
    {
      name: 'users',
      kind: 'set',
      type: person,
      title: 'Users',
      singular: 'user',
      about: 'The people of the organization.',
      example: {
        displayName: 'Ines Almeida',
        userPrincipalName: 'ines.almeida@example.com',
        jobTitle: 'Engineer',
        accountEnabled: true,
      },
    },
    {
      name: 'groups',
      kind: 'set',
      type: groups,
      title: 'Groups',
      singular: 'group',
      about: 'The groups of people that the audience groupMembers looks at.',
      example: { displayName: 'Platform team', description: 'Builds and runs the platform.' },
    },
    {
      name: 'auditLogs',
      kind: 'singleton',
      type: auditLogRoot,
      title: 'Audit logs',
      singular: 'audit log',
      about: 'Who changed what, when, from what to what; for administrators.',
    },
  ];
  return schemaOf('microsoft.graph', 'graph', containers, { container: 'GraphService' });
}

export const schema: Schema = schemaOfPeople(user, group);

const userWithoutProfile = userType(toContacts);

/** What Graph's `/v1.0` knows: people, but not their profiles, which are beta there. */
export const schemaWithoutProfile: Schema = schemaOfPeople(userWithoutProfile, groupType(userWithoutProfile));
