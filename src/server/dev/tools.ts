/** What --dev puts around the API: the bench before each request, the controls, and the pages of both and of the authority. */
import type { FastifyPluginAsync } from 'fastify';
import type { FirstSight } from '../../profile/first-sight.ts';
import type { World } from '../../profile/stamp.ts';
import type { Store } from '../../store/store.ts';
import type { SigningKeys } from '../authority/signing-keys.ts';
import type { Issuer } from '../keys.ts';
import { instant } from '../world.ts';
import { type Bench, openBench } from './bench.ts';
import type { DevClock } from './clock.ts';
import { type Controls, openControls } from './controls.ts';

/** The development authority. */
export interface Development {
  readonly keys: SigningKeys;
  readonly issuer: Issuer;
  /** @param parts where the people are, and a tenant's own clock in milliseconds: token lifetimes follow it */
  readonly authority: (parts: { readonly store: Store; readonly now: (tenant?: string) => number }) => FastifyPluginAsync;
}

export interface DevTools {
  readonly bench: Bench;
  readonly controls: Controls;
  /** The authority and /dev, for programs and for pages of this machine; brought in with the web framework. */
  readonly pages: FastifyPluginAsync;
}

export interface DevParts {
  readonly development: Development;
  readonly store: Store;
  readonly firstSight: FirstSight;
  readonly clock: DevClock;
  readonly world: World;
  /** An origin that counts as this machine's. */
  readonly publicUrl: string | undefined;
}

export function openTools({ development, store, firstSight, clock, world, publicUrl }: DevParts): DevTools {
  const { keys, authority } = development;
  const bench = openBench(clock, instant);
  const controls = openControls({ store, firstSight, bench, clock, keys, now: (tenant) => world.now(tenant) });
  return {
    bench,
    controls,
    async pages(app) {
      const [{ devRoutes }, { forLocalPages, underOwnNames }, { withFaults }] = await Promise.all([
        import('./routes.ts'),
        import('./local-pages.ts'),
        import('./authority-faults.ts'),
      ]);
      // The authority says in its own dialect what its names are.
      const plugins = [withFaults(bench, authority({ store, now: clock.now })), underOwnNames(publicUrl, devRoutes(controls))];
      await app.register(forLocalPages(publicUrl, plugins));
    },
  };
}
