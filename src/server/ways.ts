/** The ways a request may go: the short one at once, and the web framework, brought in when it is first needed. */
import { bodyLimits } from './admission.ts';
import type { AppOptions } from './app.ts';
import type { Way } from './listen.ts';
import { goShortWay } from './short-way.ts';

export interface Ways extends Way {
  /** Brings the framework in, unless it is there. Rejects if it, or what stands beside the API, cannot be put together. */
  readonly complete: () => Promise<void>;
}

/** Opens both ways. The framework takes as long to load as all that the API needs, so that its first caller shall not wait for it. */
export function openWays(options: AppOptions): Ways {
  let long: Way | undefined;
  let building: Promise<Way> | undefined;
  const build = (): Promise<Way> => {
    building ??= import('./app.ts').then(async ({ buildApp }) => {
      long = await buildApp(options);
      return long;
    });
    return building;
  };
  return {
    routing(request, response) {
      if (goShortWay(options, request, response, bodyLimits.single)) return;
      if (long) return long.routing(request, response);
      build().then(
        ({ routing }) => routing(request, response),
        (cause: unknown) => {
          options.log.trouble('an answer could not be sent', cause);
          request.socket.destroy();
        },
      );
    },
    complete: async () => void (await build()),
    close: async () => (await building?.catch(() => undefined))?.close(),
  };
}
