/** The families of addresses that clients of Entra ID and of AD FS know the same endpoints by. */
import type { Grant } from './access-token.ts';

export interface Family {
  readonly kind: 'v2' | 'v1' | 'adfs';
  /** The form of the tokens that come of it. */
  readonly form: Grant['form'];
  /** What stands before the name of an endpoint, as in `BASE/token`. */
  readonly base: string;
  readonly discovery: string;
  readonly keys: string;
}

export const families: readonly Family[] = [
  {
    kind: 'v2',
    form: '2.0',
    base: '/:tenant/oauth2/v2.0',
    discovery: '/:tenant/v2.0/.well-known/openid-configuration',
    keys: '/:tenant/discovery/v2.0/keys',
  },
  {
    kind: 'v1',
    form: '1.0',
    base: '/:tenant/oauth2',
    discovery: '/:tenant/.well-known/openid-configuration',
    keys: '/:tenant/discovery/keys',
  },
  {
    kind: 'adfs',
    form: '2.0',
    base: '/adfs/oauth2',
    discovery: '/adfs/.well-known/openid-configuration',
    keys: '/adfs/discovery/keys',
  },
];
