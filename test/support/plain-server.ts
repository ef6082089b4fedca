/** A server without issuers: whoever asks is told so, which is enough to see that they were heard. */
import { silence } from '../../src/server/log.ts';
import type { ServerOptions } from '../../src/server/start.ts';
import type { Store } from '../../src/store/store.ts';

/** How to start it over plain http, on a free port. */
export function plain(store: Store, more: Partial<ServerOptions> = {}): ServerOptions {
  return {
    store,
    host: '127.0.0.1',
    httpPort: 0,
    https: undefined,
    issuers: [],
    personalAccounts: 'refuse',
    publicUrl: undefined,
    v1Profile: false,
    federations: [],
    dev: undefined,
    plugins: [],
    log: silence,
    ...more,
  };
}
