/** A load generator process, and how to hand it jobs. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Job, Loaded } from './load.ts';

export interface Generator {
  readonly run: (job: Job) => Promise<Loaded>;
  readonly close: () => void;
}

type Message = { readonly loaded: Loaded } | { readonly failure: string };

/** Starts a generator. Its jobs run one after another; start a second one for load beside load. */
export function startGenerator(): Generator {
  const child = fork(join(import.meta.dirname, 'load.ts'), { execArgv: [...process.execArgv, '--expose-gc'] });
  return {
    async run(job) {
      child.send(job);
      // The only messages that load.ts sends.
      const [message] = (await once(child, 'message')) as [Message];
      if ('failure' in message) throw new Error(message.failure);
      return message.loaded;
    },
    close: () => child.disconnect(),
  };
}
