/** The whole model as one Schema value: people, their profiles, the groups and contacts that audiences are made of. */
import { collections } from './collections.ts';
import { emailAddress } from './complex.ts';
import { boolean, byServer, dateTime, many, nested, nonNull, string, type ValueOf } from './field.ts';
import { containedMany, containedOne, entity, entityType, linkedMany, type Schema, schemaOf } from './type.ts';

export const profile = entityType('profile', {
  base: entity,
  fields: {},
  navigations: collections.map((collection) => containedMany(collection.name, () => collection.item, ...collection.aliases)),
});

/** A contact of a person. Whoever carries the category "Family" belongs to the audience `family`, everyone to `contacts`. */
export const contact = entityType('contact', {
  base: entity,
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

export const user = entityType('user', {
  base: entity,
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
  navigations: [containedOne('profile', () => profile), containedMany('contacts', () => contact)],
});

/** A group of people: those who share one see each other's items for `groupMembers`. */
export const group = entityType('group', {
  base: entity,
  fields: { createdDateTime: byServer(nonNull(dateTime())), description: string(), displayName: nonNull(string()) },
  navigations: [linkedMany('members', () => user)],
});

export type User = ValueOf<typeof user> & { readonly id: string };
export type Contact = ValueOf<typeof contact> & { readonly id: string };
export type Group = ValueOf<typeof group> & { readonly id: string };

/** Namespace and alias as in Graph's own metadata. */
export const schema: Schema = schemaOf('microsoft.graph', 'graph', [
  { name: 'me', kind: 'singleton', type: user, set: 'users' },
  { name: 'users', kind: 'set', type: user },
  { name: 'groups', kind: 'set', type: group },
]);
