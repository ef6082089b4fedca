/** The model against what Microsoft has published of Graph's own: names, types, nullability and enumerations. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Property, StructuredType } from '../../src/model/field.ts';
import { schema } from '../../src/model/schema.ts';

/** What each source says of one property: a type with `!` for not nullable, null where the source does not have it. */
interface Published {
  readonly docs2021: string | null;
  readonly prod2021: string | null;
  readonly ussec2026: string | null;
  readonly prod2026: boolean;
}

interface PublishedEnum {
  readonly prod2021: { readonly flags: boolean; readonly members: Readonly<Record<string, number>> } | null;
  readonly ussec2026: { readonly flags: boolean; readonly members: Readonly<Record<string, number>> } | null;
  readonly prod2026: readonly string[] | null;
}

type PublishedModel = Readonly<Record<string, Readonly<Record<string, Published>>>> & {
  readonly $enums: Readonly<Record<string, PublishedEnum>>;
};

const file = new URL('../../../shared/data/model.json', import.meta.url);
const skip = existsSync(file) ? false : 'the published model is not beside this checkout';
// The file's own shape, as described above; it is data of the test, not input.
const published = skip === false ? (JSON.parse(readFileSync(file, 'utf8')) as PublishedModel) : undefined;

/** Production's names for what the documentation or the government cloud calls otherwise; null where production has none. */
const renamed: Readonly<Record<string, string | null>> = {
  personAnniversary: 'personAnnualEvent',
  yomiPersonName: 'personNamePronounciation',
  personDataSource: null,
  anniversaryType: null,
};

/** Types that no published CSDL states: from the resource pages and generated clients. */
const stated: Readonly<Record<string, string>> = {
  'positionDetail/layer': 'Edm.Int32',
  'profileSourceAnnotation/isDefaultSource': 'Edm.Boolean',
  'profileSourceAnnotation/properties': 'Collection(Edm.String)',
  'itemFacet/sources': 'Collection(profileSourceAnnotation)',
};

function typed({ type, collection }: Pick<Property, 'type' | 'collection'>): string {
  return collection ? `Collection(${type.name})` : type.name;
}

function structured(name: string): StructuredType {
  const type = schema.types.get(name);
  assert.ok(type && type.kind !== 'enum', `the model has no type ${name}`);
  return type;
}

/** Every published property, with the name of the type that holds it here. */
function* publishedProperties(): Generator<[owner: string, name: string, source: Published]> {
  for (const [type, properties] of Object.entries(published ?? {})) {
    const owner = type in renamed ? renamed[type] : type;
    if (type === '$enums' || type === 'profile' || owner === null || owner === undefined) continue;
    for (const [name, source] of Object.entries(properties)) yield [owner, name, source];
  }
}

test("the model has every property of Graph's production metadata, with its type", { skip }, () => {
  let compared = 0;
  for (const [owner, name, source] of publishedProperties()) {
    if (!source.prod2026 && source.prod2021 === null) continue;
    const property = structured(owner).properties.get(name);
    assert.ok(property, `${owner} lacks ${name}`);
    // Where production has no CSDL the government cloud's counts, and strings where nobody says more.
    const type = (source.prod2021 ?? stated[`${owner}/${name}`] ?? source.ussec2026 ?? 'Edm.String').replace(' !', '');
    assert.equal(typed(property), type, `${owner}/${name}`);
    compared += 1;
  }
  assert.ok(compared > 150, `${compared} properties were compared`);
});

test('a property is nullable if the published metadata of 2026 calls it so', { skip }, () => {
  for (const [owner, name, source] of publishedProperties()) {
    const property = schema.types.has(owner) ? structured(owner).properties.get(name) : undefined;
    if (!property || property.collection) continue;
    const nonNull = (source.ussec2026 ?? '').endsWith('!') || property.name === structured(owner).key;
    assert.equal(property.nullable, !nonNull, `${owner}/${name}`);
  }
});

test('every item type has no property that no source knows', { skip }, () => {
  for (const [owner] of publishedProperties()) {
    const type = schema.types.get(owner);
    if (!type || type.kind === 'enum') continue;
    const known = new Set([...publishedProperties()].filter(([holder]) => holder === owner).map(([, name]) => name));
    for (const property of type.properties.values()) {
      if (type.base?.properties.has(property.name)) continue;
      assert.ok(known.has(property.name), `${owner}/${property.name} is nowhere published`);
    }
  }
});

test("profile has every collection of Graph's production metadata", { skip }, () => {
  const profile = structured('profile');
  const names = Object.entries(published?.profile ?? {}).filter(([, source]) => source.prod2026);
  for (const [name, source] of names) {
    const navigation = profile.navigations.get(name);
    assert.ok(navigation, `profile lacks ${name}`);
    assert.equal(`Collection(${navigation.target().name})`, source.prod2021, name);
    assert.ok(navigation.contained && navigation.collection, name);
  }
});

test('every enumeration has the members, numbers and flags of the published metadata', { skip }, () => {
  for (const [name, source] of Object.entries(published?.$enums ?? {})) {
    if (renamed[name] === null) continue;
    const type = schema.types.get(name);
    assert.ok(type?.kind === 'enum', `the model has no enumeration ${name}`);
    const numbers = source.prod2021 ?? source.ussec2026;
    assert.ok(numbers, name);
    assert.deepEqual(type.members, numbers.members, name);
    assert.equal(type.flags, numbers.flags, name);
    assert.deepEqual(Object.keys(type.members).sort(), [...(source.prod2026 ?? Object.keys(type.members))].sort(), name);
    assert.equal(type.sentinel, 'unknownFutureValue' in type.members ? 'unknownFutureValue' : undefined, name);
  }
});

test('identity and identitySet are open, itemFacet and entity abstract, as published', () => {
  assert.deepEqual(
    [...schema.types.values()].filter((type) => type.kind !== 'enum' && type.open).map(({ name }) => name),
    ['identitySet', 'identity'],
  );
  assert.deepEqual(
    [...schema.types.values()].filter((type) => type.kind !== 'enum' && type.abstract).map(({ name }) => name),
    ['entity', 'itemFacet'],
  );
});

test('every collection says what it is and shows a body that its own type has', () => {
  for (const navigation of structured('profile').navigations.values()) {
    assert.ok(navigation.title && navigation.singular && navigation.about, navigation.name);
    const properties = navigation.target().properties;
    for (const name of Object.keys(navigation.example ?? { nothing: true })) {
      const property = properties.get(name);
      assert.ok(property && property.by === 'client', `${navigation.name}: ${name}`);
    }
  }
});
