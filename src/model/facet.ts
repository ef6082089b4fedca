/** itemFacet: what every item of a profile has, first in every answer. */
import { identitySet, inferenceData, personDataSources, profileSourceAnnotation } from './complex.ts';
import { allowedAudiences } from './enums.ts';
import { boolean, byServer, dateTime, many, meaning, nested, oneOf } from './field.ts';
import { entity, entityType } from './type.ts';

export const itemFacet = entityType('itemFacet', {
  base: entity,
  abstract: true,
  fields: {
    allowedAudiences: meaning(
      oneOf(allowedAudiences),
      'Who may see the item besides its owner; organization unless said otherwise.',
    ),
    inference: meaning(nested(inferenceData), 'For an item the system inferred: how sure it is, and whether the person agreed.'),
    createdDateTime: byServer(dateTime()),
    createdBy: byServer(nested(identitySet)),
    lastModifiedDateTime: byServer(dateTime()),
    lastModifiedBy: byServer(nested(identitySet)),
    source: meaning(nested(personDataSources), 'Where the item comes from.'),
    sources: meaning(byServer(many(nested(profileSourceAnnotation))), 'The sources of its values.'),
    isSearchable: meaning(boolean(), 'Whether the person wants the item to be found by search.'),
  },
});
