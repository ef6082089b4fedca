/** THE declaration: one entry per profile collection, which is all that the rest of the code knows of it. */
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
  copiedFromPerson,
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
  /** A body that creates an item, for documentation. */
  readonly example: { readonly [name: string]: unknown };
}

/** The values of an item that a body may leave out, at any depth. */
type Part<Value> = Value extends readonly (infer Member)[]
  ? readonly Part<Member>[]
  : Value extends object
    ? { readonly [Name in keyof Value]?: Part<Value[Name]> }
    : Value;

interface Entry<F extends Readonly<Record<string, Field>>> {
  readonly item: string;
  readonly itemAliases?: readonly string[];
  readonly aliases?: readonly string[];
  readonly title: string;
  readonly singular: string;
  readonly about: string;
  readonly label?: readonly string[];
  readonly example: NoInfer<{ readonly [Name in keyof F]?: Part<Values<F>[Name]> }>;
  readonly fields: F;
}

function collection<const F extends Readonly<Record<string, Field>>>(name: string, entry: Entry<F>): Collection<Values<F>> {
  const { item, itemAliases = [], aliases = [], title, singular, about, label = ['displayName'], example, fields } = entry;
  return {
    name,
    aliases,
    item: entityType(item, { base: itemFacet, aliases: itemAliases, about, fields }),
    title,
    singular,
    about,
    label,
    example,
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
    example: { countryCode: 'NO', preferredLanguageTag: { locale: 'nb-NO', displayName: 'Norwegian (Norway)' } },
    fields: {
      ageGroup: byServer(nonNull(string())),
      countryCode: string('countryCode'),
      originTenantInfo: byServer(nested(originTenantInfo)),
      preferredLanguageTag: nested(localeInfo),
      userPersona: byServer(oneOf(userPersona)),
      userPrincipalName: copiedFromPerson(string('email'), 'userPrincipalName'),
    },
  }),
  collection('addresses', {
    item: 'itemAddress',
    title: 'Addresses',
    singular: 'address',
    about: 'Postal addresses of the person.',
    example: {
      displayName: 'Home',
      detail: { type: 'home', street: '12 Harbour Road', city: 'Bergen', postalCode: '5003', countryOrRegion: 'Norway' },
    },
    fields: { detail: nested(physicalAddress), displayName: string(), geoCoordinates: nested(geoCoordinates) },
  }),
  collection('anniversaries', {
    item: 'personAnnualEvent',
    itemAliases: ['personAnniversary'],
    title: 'Anniversaries',
    singular: 'anniversary',
    about: 'Dates that return every year: birthdays, weddings, work anniversaries.',
    label: ['type'],
    example: { type: 'birthday', date: '1980-01-08' },
    fields: { date: date(), displayName: string(), type: oneOf(personAnnualEventType) },
  }),
  collection('awards', {
    item: 'personAward',
    title: 'Awards',
    singular: 'award',
    about: 'Awards and honours the person has received.',
    example: { displayName: 'Engineer of the year', issuedDate: '2025-11-20', issuingAuthority: 'Society of Engineers' },
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
    example: {
      displayName: 'Cloud architect',
      certificationId: 'KB-1235466333663322',
      issuingCompany: 'Example Academy',
      startDate: '2025-02-28',
      endDate: '2028-02-28',
    },
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
    example: {
      program: { displayName: 'Computer science', abbreviation: 'MSc', fieldsOfStudy: ['Distributed systems'] },
      institution: { displayName: 'University of Bergen' },
      startMonthYear: '2010-08-01',
      endMonthYear: '2015-06-01',
    },
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
    example: { address: 'ines.almeida@example.com', displayName: 'Work', type: 'work' },
    fields: { address: string('email'), displayName: string(), type: nonNull(oneOf(emailType)) },
  }),
  collection('interests', {
    item: 'personInterest',
    title: 'Interests',
    singular: 'interest',
    about: 'What the person is interested in, at work or beyond it.',
    example: {
      displayName: 'Chess',
      categories: ['Games'],
      description: 'World chess league.',
      collaborationTags: ['askMeAbout'],
    },
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
    example: {
      displayName: 'Norwegian Bokmål',
      tag: 'nb-NO',
      spoken: 'nativeOrBilingual',
      written: 'nativeOrBilingual',
      reading: 'nativeOrBilingual',
    },
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
    example: { displayName: 'Ines Almeida', first: 'Ines', last: 'Almeida', nickname: 'Nes', languageTag: 'en-US' },
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
    example: { displayName: 'About me', detail: { contentType: 'text', content: 'Born in Porto, at home in Bergen.' } },
    fields: { detail: nested(itemBody), displayName: string(), thumbnailUrl: string('url') },
  }),
  collection('patents', {
    item: 'itemPatent',
    title: 'Patents',
    singular: 'patent',
    about: 'Patents the person holds or has applied for.',
    example: {
      displayName: 'Folding sail',
      number: 'NO-3954432633',
      issuedDate: '2021-05-28',
      issuingAuthority: 'NIPO',
      isPending: false,
    },
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
    example: { number: '+47 55 00 00 00', displayName: 'Work', type: 'business' },
    fields: { displayName: string(), number: string('phone'), type: nonNull(oneOf(phoneType)) },
  }),
  collection('positions', {
    item: 'workPosition',
    title: 'Positions',
    singular: 'position',
    about: 'Positions the person holds and has held.',
    label: ['detail', 'jobTitle'],
    example: {
      isCurrent: true,
      detail: { jobTitle: 'Engineer', role: 'Platform', startMonthYear: '2022-03-01', company: { displayName: 'Example AS' } },
    },
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
    example: {
      displayName: 'Moving to the new data centre',
      client: { displayName: 'Example AS' },
      categories: ['Infrastructure'],
      detail: { role: 'Project manager', startMonthYear: '2025-01-01' },
    },
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
    example: { displayName: 'Keyset paging in practice', publisher: 'Example Press', publishedDate: '2024-05-01' },
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
    example: {
      displayName: 'On-call lead',
      description: 'Runs the rota of the platform team.',
      collaborationTags: ['askMeAbout'],
    },
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
    example: {
      displayName: 'TypeScript',
      proficiency: 'advancedProfessional',
      categories: ['Programming'],
      collaborationTags: ['ableToMentor'],
    },
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
    example: {
      userId: 'inesalmeida',
      service: { name: 'GitHub', webUrl: 'https://github.com' },
      webUrl: 'https://github.com/inesalmeida',
    },
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
    example: { displayName: 'My site', webUrl: 'https://ines.example.com', categories: ['Personal'] },
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
