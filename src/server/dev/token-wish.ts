/** What a request for a token may say: one shape for people, one for applications. */
import { isGuid } from '../../profile/guid.ts';
import type { AppTokenWish, PersonTokenWish, TokenWish } from '../authority/mint.ts';
import { anyObject, flag, type Member, number, oneOf, readShape, type Shape, text, words } from './shape.ts';

const guid: Member = { takes: 'a GUID', fits: isGuid };

const shared = {
  tenant: guid,
  oid: guid,
  minutes: number(-1_000_000, 1_000_000),
  audience: text,
  form: oneOf(['1.0', '2.0']),
  client: text,
  claims: anyObject,
} as const;

const person: Shape<PersonTokenWish> = { ...shared, user: text, name: text, scopes: words, admin: flag, personal: flag };
const application: Shape<AppTokenWish> = {
  ...shared,
  app: { takes: 'true', fits: (value) => value === true },
  roles: words,
};

/** Refuses malformedControl. */
export function readTokenWish(json: unknown): TokenWish {
  const isApplication = json !== null && typeof json === 'object' && 'app' in json;
  return isApplication
    ? readShape('request for a token', application, json, ['app'])
    : readShape('request for a token', person, json, ['user']);
}
