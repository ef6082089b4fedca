/** THE declaration: one entry per profile collection. A new collection is one entry here, and nothing else anywhere. */
import {
  companyDetail,
  educationalActivityDetail,
  geoCoordinates,
  institutionData,
  itemBody,
  localeInfo,
  originTenantInfo,
  personNamePronounciation,
  physicalAddress,
  positionDetail,
  relatedPerson,
  serviceInformation,
} from './complex.ts';
import {
  emailType,
  languageProficiencyLevel,
  personAnnualEventType,
  phoneType,
  skillProficiencyLevel,
  userPersona,
} from './enums.ts';
import { itemFacet } from './facet.ts';
import {
  boolean,
  byServer,
  date,
  type Field,
  many,
  nested,
  nonNull,
  oneOf,
  type StructuredType,
  string,
  suggesting,
  type Values,
} from './field.ts';
import { entityType } from './type.ts';

/** One profile collection: its address, the type of its items, and how people read it. */
export interface Collection<Value = unknown> {
  /** The path segment, as `skills` in `/me/profile/skills`. */
  readonly name: string;
  /** Other path segments that mean the same. */
  readonly aliases: readonly string[];
  readonly item: StructuredType<Value>;
  /** Heading of the section on a profile page. */
  readonly title: string;
  /** One item, in a sentence such as "Add a skill". */
  readonly singular: string;
  /** What the collection holds, for documentation and empty sections. */
  readonly about: string;
  /** The property, or path of properties, that an item is called by. */
  readonly label: readonly string[];
}

interface Entry<F extends Readonly<Record<string, Field>>> {
  readonly item: string;
  readonly itemAliases?: readonly string[];
  readonly aliases?: readonly string[];
  readonly title: string;
  readonly singular: string;
  readonly about: string;
  readonly label?: readonly string[];
  readonly fields: F;
}

function collection<const F extends Readonly<Record<string, Field>>>(name: string, entry: Entry<F>): Collection<Values<F>> {
  const { item, itemAliases = [], aliases = [], title, singular, about, label = ['displayName'], fields } = entry;
  return {
    name,
    aliases,
    item: entityType(item, { base: itemFacet, aliases: itemAliases, about, fields }),
    title,
    singular,
    about,
    label,
  };
}

const collaborationTags = suggesting(many(string()), 'askMeAbout', 'ableToMentor', 'wantsToLearn', 'wantsToImprove');

export const collections = [
  collection('account', {
    item: 'userAccountInformation',
    aliases: ['accounts'],
    title: 'Accounts',
    singular: 'account',
    about: 'Accounts of the person, with country and language.',
    label: ['userPrincipalName'],
    fields: {
      ageGroup: byServer(nonNull(string())),
      countryCode: string('countryCode'),
      originTenantInfo: byServer(nested(originTenantInfo)),
      preferredLanguageTag: nested(localeInfo),
      userPersona: byServer(oneOf(userPersona)),
      userPrincipalName: byServer(string('email')),
    },
  }),
  collection('addresses', {
    item: 'itemAddress',
    title: 'Addresses',
    singular: 'address',
    about: 'Postal addresses of the person.',
    fields: { detail: nested(physicalAddress), displayName: string(), geoCoordinates: nested(geoCoordinates) },
  }),
  collection('anniversaries', {
    item: 'personAnnualEvent',
    itemAliases: ['personAnniversary'],
    title: 'Anniversaries',
    singular: 'anniversary',
    about: 'Dates that return every year: birthdays, weddings, work anniversaries.',
    label: ['type'],
    fields: { date: date(), displayName: string(), type: oneOf(personAnnualEventType) },
  }),
  collection('awards', {
    item: 'personAward',
    title: 'Awards',
    singular: 'award',
    about: 'Awards and honours the person has received.',
    fields: {
      description: string('multiline'),
      displayName: string(),
      issuedDate: date(),
      issuingAuthority: string(),
      thumbnailUrl: string('url'),
      webUrl: string('url'),
    },
  }),
  collection('certifications', {
    item: 'personCertification',
    title: 'Certifications',
    singular: 'certification',
    about: 'Certificates the person holds, with their dates.',
    fields: {
      certificationId: string(),
      description: string('multiline'),
      displayName: string(),
      endDate: date(),
      issuedDate: date(),
      issuingAuthority: string(),
      issuingCompany: string(),
      startDate: date(),
      thumbnailUrl: string('url'),
      webUrl: string('url'),
    },
  }),
  collection('educationalActivities', {
    item: 'educationalActivity',
    title: 'Education',
    singular: 'education',
    about: 'Schools, universities and courses.',
    label: ['program', 'displayName'],
    fields: {
      completionMonthYear: date(),
      endMonthYear: date(),
      institution: nested(institutionData),
      program: nested(educationalActivityDetail),
      startMonthYear: date(),
    },
  }),
  collection('emails', {
    item: 'itemEmail',
    title: 'Email addresses',
    singular: 'email address',
    about: 'Email addresses of the person.',
    label: ['address'],
    fields: { address: string('email'), displayName: string(), type: nonNull(oneOf(emailType)) },
  }),
  collection('interests', {
    item: 'personInterest',
    title: 'Interests',
    singular: 'interest',
    about: 'What the person is interested in, at work or beyond it.',
    fields: {
      categories: many(string()),
      collaborationTags,
      description: string('multiline'),
      displayName: string(),
      thumbnailUrl: string('url'),
      webUrl: string('url'),
    },
  }),
  collection('languages', {
    item: 'languageProficiency',
    title: 'Languages',
    singular: 'language',
    about: 'Languages the person reads, speaks and writes.',
    fields: {
      displayName: string(),
      proficiency: oneOf(languageProficiencyLevel),
      reading: oneOf(languageProficiencyLevel),
      spoken: oneOf(languageProficiencyLevel),
      tag: string('languageTag'),
      thumbnailUrl: string('url'),
      written: oneOf(languageProficiencyLevel),
    },
  }),
  collection('names', {
    item: 'personName',
    title: 'Names',
    singular: 'name',
    about: 'Names of the person, and how they are pronounced.',
    fields: {
      displayName: string(),
      first: string(),
      initials: string(),
      languageTag: string('languageTag'),
      last: string(),
      maiden: string(),
      middle: string(),
      nickname: string(),
      pronunciation: nested(personNamePronounciation),
      suffix: string(),
      title: string(),
    },
  }),
  collection('notes', {
    item: 'personAnnotation',
    title: 'Notes',
    singular: 'note',
    about: 'Notes about the person.',
    fields: { detail: nested(itemBody), displayName: string(), thumbnailUrl: string('url') },
  }),
  collection('patents', {
    item: 'itemPatent',
    title: 'Patents',
    singular: 'patent',
    about: 'Patents the person holds or has applied for.',
    fields: {
      description: string('multiline'),
      displayName: string(),
      isPending: boolean(),
      issuedDate: date(),
      issuingAuthority: string(),
      number: string(),
      webUrl: string('url'),
    },
  }),
  collection('phones', {
    item: 'itemPhone',
    title: 'Phone numbers',
    singular: 'phone number',
    about: 'Phone numbers of the person.',
    label: ['number'],
    fields: { displayName: string(), number: string('phone'), type: nonNull(oneOf(phoneType)) },
  }),
  collection('positions', {
    item: 'workPosition',
    title: 'Positions',
    singular: 'position',
    about: 'Positions the person holds and has held.',
    label: ['detail', 'jobTitle'],
    fields: {
      categories: many(string()),
      colleagues: many(nested(relatedPerson)),
      detail: nested(positionDetail),
      isCurrent: boolean(),
      manager: nested(relatedPerson),
    },
  }),
  collection('projects', {
    item: 'projectParticipation',
    title: 'Projects',
    singular: 'project',
    about: 'Projects the person takes or took part in.',
    fields: {
      categories: many(string()),
      client: nested(companyDetail),
      collaborationTags,
      colleagues: many(nested(relatedPerson)),
      detail: nested(positionDetail),
      displayName: string(),
      sponsors: many(nested(relatedPerson)),
      thumbnailUrl: string('url'),
    },
  }),
  collection('publications', {
    item: 'itemPublication',
    title: 'Publications',
    singular: 'publication',
    about: 'Articles, books and talks the person has published.',
    fields: {
      description: string('multiline'),
      displayName: string(),
      publishedDate: date(),
      publisher: string(),
      thumbnailUrl: string('url'),
      webUrl: string('url'),
    },
  }),
  collection('responsibilities', {
    item: 'personResponsibility',
    title: 'Responsibilities',
    singular: 'responsibility',
    about: 'What the person is responsible for.',
    fields: {
      collaborationTags,
      description: string('multiline'),
      displayName: string(),
      thumbnailUrl: string('url'),
      webUrl: string('url'),
    },
  }),
  collection('skills', {
    item: 'skillProficiency',
    title: 'Skills',
    singular: 'skill',
    about: 'What the person can do, how well, and whether they teach it or want to learn it.',
    fields: {
      categories: many(string()),
      collaborationTags,
      displayName: string(),
      proficiency: oneOf(skillProficiencyLevel),
      thumbnailUrl: string('url'),
      webUrl: string('url'),
    },
  }),
  collection('webAccounts', {
    item: 'webAccount',
    title: 'Web accounts',
    singular: 'web account',
    about: 'Accounts of the person on other services.',
    label: ['service', 'name'],
    fields: {
      description: string('multiline'),
      service: nested(serviceInformation),
      statusMessage: string(),
      thumbnailUrl: string('url'),
      userId: string(),
      webUrl: string('url'),
    },
  }),
  collection('websites', {
    item: 'personWebsite',
    title: 'Websites',
    singular: 'website',
    about: 'Websites of the person.',
    fields: {
      categories: many(string()),
      description: string('multiline'),
      displayName: string(),
      thumbnailUrl: string('url'),
      webUrl: string('url'),
    },
  }),
] as const satisfies readonly Collection[];

export type CollectionName = (typeof collections)[number]['name'];

const byName: ReadonlyMap<string, Collection> = new Map(
  collections.flatMap((entry) => [entry.name, ...entry.aliases].map((name) => [name, entry as Collection] as const)),
);

/** The collection that a name or alias stands for. */
export function findCollection(name: string): Collection | undefined {
  return byName.get(name);
}
