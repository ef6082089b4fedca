/** Values as plain text, for where there is only room for text. */
import type { Language } from '../language/language.tsx';
import type { Property } from '../model.ts';
import { isEmpty, valueAt } from './item.ts';
import { innerProperties, isReference, kindOf } from './kind.ts';

/** The value of a property in words; an empty text if it says nothing. */
export function describe(property: Property, value: unknown, language: Language): string {
  if (isEmpty(value)) return '';
  const { names, formats, words } = language;
  const kind = kindOf(property);
  if (kind === 'groups' && Array.isArray(value)) {
    return value.map((one) => describe({ ...property, collection: false }, one, language)).join('; ');
  }
  if (kind === 'group') {
    const inner = innerProperties(property);
    // Ids and sign-in names tell a person nothing where there is a name.
    const isNamed = isReference(property) && !isEmpty(valueAt(value, ['displayName']));
    return (isNamed ? inner.filter(({ name }) => !name.startsWith('user')) : inner)
      .map((one) => describe(one, valueAt(value, [one.name]), language))
      .filter((text) => text !== '')
      .join(', ');
  }
  if (kind === 'texts' && Array.isArray(value)) return formats.list(value.map((text) => names.tag(String(text))));
  if (property.type.kind === 'enum') {
    const { type } = property;
    return formats.list(
      String(value)
        .split(',')
        .map((member) => names.member(type, member)),
    );
  }
  if (kind === 'date') return formats.date(String(value));
  if (kind === 'instant') return formats.ago(String(value));
  if (kind === 'language') return formats.languageName(String(value));
  if (kind === 'country') return formats.countryName(String(value));
  if (kind === 'yesNo') return value === true ? words.form.yes : words.form.no;
  return typeof value === 'number' ? formats.number(value) : String(value);
}
