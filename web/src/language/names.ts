/** Names of what the model declares, in a language; what nobody has worded is named after its identifier. */
import type { Collection, EnumType } from '../model.ts';
import type { Words } from './en.ts';

export interface CollectionWords {
  readonly title: string;
  readonly singular: string;
  readonly about: string;
}

export interface Names {
  readonly collection: (collection: Collection) => CollectionWords;
  readonly field: (name: string) => string;
  readonly member: (type: EnumType, member: string) => string;
  /** A free text that may be one of the words clients agree on, as `ableToMentor`. */
  readonly tag: (text: string) => string;
  readonly source: (id: string) => string;
}

export function namesIn({ model }: Words): Names {
  return {
    collection: ({ name, title, singular, about }) => model.collections[name] ?? { title, singular, about },
    field: (name) => model.fields[name] ?? spell(name),
    member: (type, member) => model.members[`${type.name}.${member}`] ?? model.members[member] ?? spell(member),
    tag: (text) => model.tags[text] ?? text,
    source: (id) => model.sources[id.toLowerCase()] ?? id,
  };
}

/** `issuingAuthority` as "Issuing authority". */
export function spell(identifier: string): string {
  const words = identifier.replace(
    /([a-z0-9])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
  return words.charAt(0).toUpperCase() + words.slice(1);
}
