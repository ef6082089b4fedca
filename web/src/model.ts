/** The gate to the profile's model: all that the app takes from the server's sources. */
export { type Collection, collections, findCollection } from '../../src/model/collections.ts';
export { allowedAudiences, skillProficiencyLevel } from '../../src/model/enums.ts';
export { itemFacet } from '../../src/model/facet.ts';
export type { EnumType, Field, Property, StructuredType } from '../../src/model/field.ts';
