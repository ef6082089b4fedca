/** What is wrong with a draft, before the server is asked. */
import { type ItemValue, isEmpty, valueAt, writableProperties } from '../items/item.ts';
import { innerProperties, type Kind, kindOf, safeLink } from '../items/kind.ts';
import { labelProperty } from '../items/label.ts';
import type { Words } from '../language/en.ts';
import type { Collection, Property } from '../model.ts';
import { finish } from './draft.ts';

/** Sentences by path, as `detail/company/webUrl`. */
export type Faults = ReadonlyMap<string, string>;

export const pathText = (path: readonly (string | number)[]) => path.join('/');

/** Characters that a string may hold unless its field says otherwise. */
const usualLength = 8192;

type Check = (text: string, property: Property, words: Words) => string | undefined;

const checks: Partial<Readonly<Record<Kind, Check>>> = {
  link: (text, _, { form }) => (safeLink(text) === undefined ? form.badLink : undefined),
  email: (text, _, { form }) => (/^[^\s@]+@[^\s@]+$/.test(text) ? undefined : form.badEmail),
  country: (text, _, { form }) => (/^[a-z]{2,3}$/i.test(text) ? undefined : form.badCountry),
  language: (text, _, { form }) => (isLanguageTag(text) ? undefined : form.badLanguage),
  number: (text, { type }, { form }) => {
    const number = Number(text.replace(',', '.'));
    if (Number.isNaN(number)) return form.badNumber;
    return type.kind === 'primitive' && type.name.startsWith('Edm.Int') && !Number.isInteger(number) ? form.badWhole : undefined;
  },
};

/** Every fault of a draft, in the order of the form. */
export function faultsOf(collection: Collection, draft: ItemValue, words: Words): Faults {
  const faults = new Map<string, string>();
  const label = labelProperty(collection);
  if (label?.by === 'client' && isEmpty(finish(label, valueAt(draft, collection.label)))) {
    faults.set(pathText(collection.label), words.form.required);
  }
  for (const property of writableProperties(collection)) {
    collect(property, draft[property.name], [property.name], words, faults);
  }
  return faults;
}

function collect(
  property: Property,
  value: unknown,
  path: readonly (string | number)[],
  words: Words,
  faults: Map<string, string>,
): void {
  if (isEmpty(value)) return;
  const kind = kindOf(property);
  if (kind === 'groups' && Array.isArray(value)) {
    for (const [index, one] of value.entries()) {
      collect({ ...property, collection: false }, one, [...path, index], words, faults);
    }
  } else if (kind === 'group') {
    for (const inner of innerProperties(property)) {
      collect(inner, valueAt(value, [inner.name]), [...path, inner.name], words, faults);
    }
  } else if (kind !== 'texts') {
    const text = String(value).trim();
    const limit = property.maxLength ?? usualLength;
    const fault =
      text.length > limit ? words.form.tooLong(limit.toLocaleString(words.locale)) : checks[kind]?.(text, property, words);
    if (fault !== undefined) faults.set(pathText(path), fault);
  }
}

function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
