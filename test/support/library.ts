/** A second model, of books and their authors: what is not about profiles is tested with it, too. */
import { boolean, byServer, date, int32, many, nested, nonNull, oneOf, string } from '../../src/model/field.ts';
import {
  complexType,
  containedMany,
  entity,
  entityType,
  enumType,
  flagsEnum,
  linkedMany,
  navigation,
  schemaOf,
} from '../../src/model/type.ts';

const binding = enumType('binding', { paper: 0, cloth: 10, leather: 20 });
const uses = flagsEnum('uses', { lend: 1, read: 2, copy: 4, unknownFutureValue: 8 });
const address = complexType('address', { street: string(), city: nonNull(string()) });

const chapter = entityType('chapter', { base: entity, fields: { title: nonNull(string()), pages: int32() } });

const book = entityType('book', {
  base: entity,
  fields: {
    title: nonNull(string()),
    published: date(),
    binding: oneOf(binding),
    uses: oneOf(uses),
    keywords: many(string()),
    inPrint: boolean(),
    shelf: byServer(string()),
  },
  navigations: [
    containedMany('chapters', () => chapter),
    linkedMany('authors', () => author),
    navigation('publisher', () => publisher),
  ],
});

const author = entityType('author', { base: entity, fields: { name: nonNull(string()), homes: many(nested(address)) } });
const publisher = entityType('publisher', { base: entity, fields: { name: nonNull(string()), seat: nested(address) } });

export const library = schemaOf('example.library', 'lib', [
  { name: 'books', kind: 'set', type: book },
  { name: 'authors', kind: 'set', type: author },
  { name: 'publishers', kind: 'set', type: publisher },
  { name: 'house', kind: 'singleton', type: publisher },
]);
