/** The enumerations of Microsoft Graph's profile, with the numbers of its production metadata. */
import { enumType, evolvableEnum, flagsEnum } from './type.ts';

/** Who may see an item. `me` is zero: it stands alone, and beside any other member it says nothing. */
export const allowedAudiences = flagsEnum('allowedAudiences', {
  me: 0,
  family: 1,
  contacts: 2,
  groupMembers: 4,
  organization: 8,
  federatedOrganizations: 16,
  everyone: 32,
  unknownFutureValue: 64,
});

export const skillProficiencyLevel = evolvableEnum('skillProficiencyLevel', {
  elementary: 0,
  limitedWorking: 1,
  generalProfessional: 2,
  advancedProfessional: 3,
  expert: 4,
  unknownFutureValue: 5,
});

export const languageProficiencyLevel = evolvableEnum('languageProficiencyLevel', {
  elementary: 0,
  conversational: 1,
  limitedWorking: 2,
  professionalWorking: 3,
  fullProfessional: 4,
  nativeOrBilingual: 5,
  unknownFutureValue: 6,
});

export const personAnnualEventType = evolvableEnum('personAnnualEventType', {
  birthday: 0,
  wedding: 1,
  work: 2,
  other: 3,
  unknownFutureValue: 5,
});

export const emailType = enumType('emailType', { unknown: 0, work: 1, personal: 2, main: 3, other: 4 });

export const phoneType = enumType('phoneType', {
  home: 0,
  business: 1,
  mobile: 2,
  other: 3,
  assistant: 4,
  homeFax: 5,
  businessFax: 6,
  otherFax: 7,
  pager: 8,
  radio: 9,
});

export const physicalAddressType = enumType('physicalAddressType', { unknown: 0, home: 1, business: 2, other: 3 });

export const personRelationship = evolvableEnum('personRelationship', {
  manager: 0,
  colleague: 1,
  directReport: 2,
  dotLineReport: 3,
  assistant: 4,
  dotLineManager: 5,
  alternateContact: 6,
  friend: 7,
  spouse: 8,
  sibling: 9,
  child: 10,
  parent: 11,
  sponsor: 12,
  emergencyContact: 13,
  other: 14,
  unknownFutureValue: 15,
});

export const bodyType = enumType('bodyType', { text: 0, html: 1 });

export const userPersona = evolvableEnum('userPersona', {
  unknown: 0,
  externalMember: 1,
  externalGuest: 2,
  internalMember: 3,
  internalGuest: 4,
  unknownFutureValue: 5,
});
