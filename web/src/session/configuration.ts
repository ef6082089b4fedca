/** What the server tells the app about itself before anyone has signed in. */

export interface Configuration {
  /** The OpenID Connect issuer that people sign in at. */
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: string;
  /** True in development mode, where one signs in by picking a person. */
  readonly dev: boolean;
  /** The path before every API path, as `/beta`. */
  readonly apiBase: string;
}

export async function loadConfiguration(): Promise<Configuration> {
  const response = await fetch('/web-config.json', { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`/web-config.json: ${response.status}`);
  const { scopes, ...rest } = await response.json();
  return { ...rest, scopes: Array.isArray(scopes) ? scopes.join(' ') : scopes };
}
