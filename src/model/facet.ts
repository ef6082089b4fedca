/** itemFacet: what every item of a profile has, first in every answer. */
import { identitySet, inferenceData, personDataSources, profileSourceAnnotation } from './complex.ts';
import { allowedAudiences } from './enums.ts';
import { boolean, byServer, dateTime, many, nested, nonNull, oneOf } from './field.ts';
import { entity, entityType } from './type.ts';

export const itemFacet = entityType('itemFacet', {
  base: entity,
  abstract: true,
  fields: {
    allowedAudiences: oneOf(allowedAudiences),
    inference: nested(inferenceData),
    createdDateTime: byServer(nonNull(dateTime())),
    createdBy: byServer(nonNull(nested(identitySet))),
    lastModifiedDateTime: byServer(nonNull(dateTime())),
    lastModifiedBy: byServer(nonNull(nested(identitySet))),
    source: nested(personDataSources),
    sources: byServer(many(nested(profileSourceAnnotation))),
    isSearchable: boolean(),
  },
});
