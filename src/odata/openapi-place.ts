/** The places of a service that an OpenAPI document describes: sets, single entities and links, found by walking the schema. */
import type { Navigation, StructuredType } from '../model/field.ts';
import type { Container, Schema } from '../model/type.ts';
import { type Access, accessOf, type Capabilities } from './capabilities.ts';
import type { Json } from './openapi-schema.ts';

export interface Place {
  /** `set`: entities and each by its key; `one`: a single entity; `links`: entities that are only linked to. */
  readonly kind: 'set' | 'one' | 'links';
  readonly path: string;
  /** Parameters of the path. */
  readonly keys: readonly Json[];
  readonly type: StructuredType;
  readonly access: Access;
  readonly name: string;
  readonly tag: string;
  /** Whose it is, for operation ids: `My`, `User` or nothing. */
  readonly owner: string;
  readonly plural: string;
  readonly singular: string;
  /** Whose it is, for summaries. */
  readonly ofOwner: string;
  readonly example: Json | undefined;
  /** What a caller needs, in a sentence. */
  readonly needs: { readonly read: string | undefined; readonly write: string | undefined };
}

export interface PlaceOptions {
  readonly capabilities: Capabilities;
  /** Says in a sentence what a caller needs to read or change what is at a path. */
  readonly needs?: (path: string, access: 'read' | 'write') => string;
}

/** What a place stands in: the address so far, and what to call its owner. */
interface Inside {
  readonly path: string;
  readonly keys: readonly Json[];
  readonly owner: string;
  readonly ofOwner: string;
}

/** Every place of the service, in the order of the schema. */
export function placesOf(schema: Schema, options: PlaceOptions): readonly Place[] {
  return [...schema.containers.values()].flatMap((container) => {
    const place: Place = {
      kind: container.kind === 'set' ? 'set' : 'one',
      path: `/${container.name}`,
      keys: [],
      type: container.type,
      access: accessOf(options.capabilities, container.name),
      owner: '',
      ofOwner: '',
      ...naming(container),
      needs: needsAt(options, `/${container.name}`),
    };
    return [place, ...placesInside(options, container.type, insideOf(container, place))];
  });
}

/** Where the entities of a container element hold their own: `/me`, or `/users/{user-id}`. */
function insideOf(container: Container, { path, type, singular }: Place): Inside {
  if (container.kind === 'singleton') {
    return { path, keys: [], owner: container.set === undefined ? pascal(container.name) : 'My', ofOwner: ` of the ${singular}` };
  }
  return { ...behindKey(path, [], type), owner: pascal(singular), ofOwner: ` of ${article(singular)}` };
}

function placesInside(options: PlaceOptions, owner: StructuredType, inside: Inside): readonly Place[] {
  return [...owner.navigations.values()].flatMap((navigation) => {
    const type = navigation.target();
    const path = `${inside.path}/${navigation.name}`;
    const place: Place = {
      ...inside,
      kind: kindOf(navigation),
      path,
      type,
      // What a single-valued link leads to is changed where it stands.
      access:
        navigation.contained || navigation.collection
          ? accessOf(options.capabilities, `${owner.name}/${navigation.name}`)
          : readOnly,
      ...naming(navigation),
      needs: needsAt(options, path),
    };
    if (!navigation.contained) return [place];
    const next = navigation.collection ? behindKey(place.path, place.keys, type) : place;
    return [place, ...placesInside(options, type, { ...inside, path: next.path, keys: next.keys })];
  });
}

const needsAt = ({ needs }: PlaceOptions, path: string): Place['needs'] => ({
  read: needs?.(path, 'read'),
  write: needs?.(path, 'write'),
});

const readOnly: Access = { get: true, create: false, update: false, remove: false };

function kindOf({ contained, collection }: Navigation): Place['kind'] {
  if (!collection) return 'one';
  return contained ? 'set' : 'links';
}

/** The address of one entity of a set. */
export function behindKey(path: string, keys: readonly Json[], type: StructuredType): Pick<Inside, 'path' | 'keys'> {
  const name = `${type.name}-id`;
  return { path: `${path}/{${name}}`, keys: [...keys, { name, in: 'path', required: true, schema: { type: 'string' } }] };
}

function naming(named: Container | Navigation): Pick<Place, 'name' | 'tag' | 'plural' | 'singular' | 'example'> {
  const { name, title = name, singular = name, example } = named;
  return { name, tag: title, plural: title, singular, example };
}

/** `email address` -> `EmailAddress`. */
export function pascal(words: string): string {
  return words
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** `skill` -> `a skill`, `award` -> `an award`; `user` and `education` follow their sound. */
export const article = (noun: string): string => (/^(?:[aeio]|u(?!ser))/i.test(noun) ? `an ${noun}` : `a ${noun}`);
