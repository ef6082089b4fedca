/** Random expressions in which types are mixed as nobody should: most are refused, and the rest has to mean the same everywhere. */
import fc from 'fast-check';
import type { StructuredType } from '../../src/model/field.ts';
import type { Schema } from '../../src/model/type.ts';
import { functions } from '../../src/odata/functions.ts';
import { keysOf, type Text, write } from './expressions.ts';

const operators = ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'add', 'sub', 'mul', 'div', 'divby', 'mod', 'and', 'or', 'has'];
const types = ['String', 'Int32', 'Double', 'Decimal', 'Boolean', 'Date', 'DateTimeOffset', 'TimeOfDay', 'Duration', 'Guid'];

/** Expressions over a type of items that are skills of a profile. */
export function mixedOn(schema: Schema, type: StructuredType): Text {
  const values = [
    'null',
    '-null',
    'proficiency',
    'allowedAudiences',
    "'expert'",
    "'family'",
    'isSearchable',
    'createdBy/user/color',
    'createdBy',
    'categories',
    'inference',
    'sources',
    '[]',
    '["a"]',
    '{}',
    '(createdDateTime sub null)',
    'case(true:null)',
    'case(isSearchable:createdBy/user/size)',
  ];
  const name = fc.constantFrom(...Object.keys(functions));
  const to = fc.constantFrom(
    ...types.map((each) => `Edm.${each}`),
    `${schema.namespace}.skillProficiencyLevel`,
    `${schema.namespace}.identitySet`,
  );
  const over = (term: Text): Text =>
    fc.oneof(
      write`(${term} ${fc.constantFrom(...operators)} ${term})`,
      write`${name}(${term})`,
      write`${name}(${term},${term})`,
      write`case(${term}:${term},true:${term})`,
      write`(${term} in [${term},${term}])`,
      write`(${term} in (null,${fc.constantFrom("'expert'", '1', 'true', '2020-01-01')}))`,
      write`(${term} in ${term})`,
      write`not (${term})`,
      write`-(${term})`,
      write`cast(${term},${to})`,
      write`isof(${term},${to})`,
    );
  const term = fc.oneof(keysOf(schema, type, 1), fc.constantFrom(...values));
  return fc.oneof(over(term), over(fc.oneof(term, over(term))));
}
