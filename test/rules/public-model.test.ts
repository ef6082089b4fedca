/** Names, types and numbers in $metadata against those that Microsoft has published for the profile. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { schema } from '../../src/model/schema.ts';
import { capabilities } from '../../src/odata/capabilities.ts';
import { csdlJson } from '../../src/odata/csdl.ts';

interface Published {
  readonly docs2021: string | null;
  readonly prod2021: string | null;
  readonly ussec2026: string | null;
  readonly prod2026: boolean;
}
interface PublishedEnum {
  readonly flags?: boolean;
  readonly members: Readonly<Record<string, number>>;
}

const file = new URL('../../../shared/data/model.json', import.meta.url);
const there = existsSync(file);
const published = there ? JSON.parse(readFileSync(file, 'utf8')) : {};
const { $enums = {}, ...types } = published as Record<string, Record<string, Published>> & {
  $enums?: Record<string, Record<string, PublishedEnum>>;
};

/** Types that production calls otherwise than the documents, from whose names the data goes. */
const namedOtherwise: Readonly<Record<string, string>> = {
  personAnniversary: 'personAnnualEvent',
  yomiPersonName: 'personNamePronounciation',
  personDataSource: 'personDataSources',
  anniversaryType: 'personAnnualEventType',
};

type Member = { readonly $Type?: string; readonly $Collection?: boolean; readonly $Nullable?: boolean };
type Described = Record<string, Member | string | number | boolean | undefined>;
const described: Record<string, Described> = JSON.parse(csdlJson(schema, capabilities))['microsoft.graph'];

/** The type of a member as the data writes it; a member without a type is a string. */
function typeOf({ $Type = 'Edm.String', $Collection = false }: Member): string {
  const name = $Type.replace(/^(?:microsoft\.graph|graph|self)\./, '');
  return $Collection ? `Collection(${name})` : name;
}

const normal = (type: string) =>
  type
    .replace(' !', '')
    .replace(/^(String|Boolean|Double|Date|DateTimeOffset)$/, 'Edm.$1')
    .replace(/^(.+) collection$/i, (_, member: string) => `Collection(${member === 'String' ? 'Edm.String' : member})`);

describe('$metadata against the published schemas', { skip: there ? false : 'the published schemas are not there' }, () => {
  for (const [name, properties] of Object.entries(types)) {
    test(`${name} has every property that production has, with a type that was published`, () => {
      const own = described[namedOtherwise[name] ?? name];
      assert.ok(own, `the type ${name}`);
      for (const [property, { docs2021, prod2021, ussec2026, prod2026 }] of Object.entries(properties)) {
        if (prod2021 === null && ussec2026 === null && !prod2026) continue;
        const member = own[property] as Member | undefined;
        assert.ok(member, `${name}/${property}`);
        const shapes = [prod2021, ussec2026, docs2021].filter((type) => type !== null).map(normal);
        // The older type of one string is served as the newer one of several.
        const preferred = name === 'personDataSource' ? 'Collection(Edm.String)' : shapes[0];
        if (preferred !== undefined) assert.equal(typeOf(member), preferred, `${name}/${property}: ${shapes.join(', ')}`);
      }
    });
  }

  for (const [name, sources] of Object.entries($enums)) {
    test(`${name} has the members and numbers of production`, () => {
      const { prod2021 = sources.ussec2026 } = sources;
      if (namedOtherwise[name] !== undefined || !prod2021) return;
      const own = described[name] as Record<string, unknown>;
      assert.ok(own, name);
      const members = Object.fromEntries(
        Object.entries(own).filter(([member, value]) => !/[$@]/.test(member) && typeof value === 'number'),
      );
      assert.deepEqual(members, prod2021.members);
      assert.equal(own.$IsFlags === true, prod2021.flags === true);
    });
  }
});
