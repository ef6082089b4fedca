/** The complex types of Microsoft Graph's profile, in the shape of its production metadata. */
import { bodyType, personRelationship, physicalAddressType } from './enums.ts';
import { boolean, byServer, date, double, int32, longerThanUsual, many, nested, oneOf, orBare, string } from './field.ts';
import { complexType, openComplexType } from './type.ts';

export const identity = openComplexType('identity', { displayName: string(), id: string() });

export const identitySet = openComplexType('identitySet', {
  application: nested(identity),
  device: nested(identity),
  user: nested(identity),
});

/** How sure the system is of an item it inferred, and what the person said to it (null: nothing yet). */
export const inferenceData = complexType('inferenceData', { confidenceScore: double(), userHasVerifiedAccuracy: boolean() });

export const personDataSources = complexType('personDataSources', { type: orBare(many(string())) });

export const profileSourceAnnotation = complexType('profileSourceAnnotation', {
  sourceId: string(),
  isDefaultSource: boolean(),
  properties: many(string()),
});

export const localeInfo = complexType('localeInfo', { displayName: string(), locale: string('languageTag') });

export const originTenantInfo = complexType('originTenantInfo', {
  originTenantId: byServer(string()),
  originUserId: byServer(string()),
});

export const physicalAddress = complexType('physicalAddress', {
  type: oneOf(physicalAddressType),
  postOfficeBox: string(),
  street: string(),
  city: string(),
  state: string(),
  countryOrRegion: string(),
  postalCode: string(),
});

export const geoCoordinates = complexType('geoCoordinates', { altitude: double(), latitude: double(), longitude: double() });

/** The longest note that fits, in characters; other strings hold 8,192. */
const noteLength = 65_536;

export const itemBody = complexType('itemBody', {
  contentType: oneOf(bodyType),
  content: longerThanUsual(string('multiline'), noteLength),
});

/** Spelled as Graph's production metadata spells it. */
export const personNamePronounciation = complexType('personNamePronounciation', {
  displayName: string(),
  first: string(),
  maiden: string(),
  middle: string(),
  last: string(),
});

export const institutionData = complexType('institutionData', {
  description: string('multiline'),
  displayName: string(),
  location: nested(physicalAddress),
  webUrl: string('url'),
});

export const educationalActivityDetail = complexType('educationalActivityDetail', {
  abbreviation: string(),
  activities: orBare(many(string())),
  awards: orBare(many(string())),
  description: string('multiline'),
  displayName: string(),
  fieldsOfStudy: orBare(many(string())),
  grade: string(),
  notes: string('multiline'),
  webUrl: string('url'),
});

export const companyDetail = complexType('companyDetail', {
  displayName: string(),
  pronunciation: string(),
  department: string(),
  officeLocation: string(),
  address: nested(physicalAddress),
  webUrl: string('url'),
  companyCode: string(),
  costCenter: string(),
  division: string(),
  secondaryDepartment: string(),
});

export const positionDetail = complexType('positionDetail', {
  company: nested(companyDetail),
  description: string('multiline'),
  employeeId: string(),
  employeeType: string(),
  endMonthYear: date(),
  jobTitle: string(),
  layer: int32(),
  level: string(),
  role: string(),
  secondaryJobTitle: string(),
  secondaryRole: string(),
  startMonthYear: date(),
  summary: string('multiline'),
});

export const relatedPerson = complexType('relatedPerson', {
  displayName: string(),
  relationship: oneOf(personRelationship),
  userId: string(),
  userPrincipalName: string('email'),
});

export const serviceInformation = complexType('serviceInformation', { name: string(), webUrl: string('url') });

export const emailAddress = complexType('emailAddress', { name: string(), address: string('email') });
