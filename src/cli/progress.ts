/** How far long work has come: a bar on a terminal, now and then a plain line elsewhere; always on standard error. */
import type { SingleBar } from 'cli-progress';

export interface Progress {
  /** Tells that so much is done now. */
  readonly at: (done: number) => void;
  readonly end: () => void;
}

/** Milliseconds between two plain lines: short work tells nothing. */
const interval = 3000;

/**
 * Begins to tell.
 * @param what the work, as in "reading people.jsonl"
 * @param total what `at` comes to in the end
 */
export async function startProgress(what: string, total: number): Promise<Progress> {
  return process.stderr.isTTY ? drawnBar(await newBar(), what, total) : plainLines(what, total);
}

/** Brought in only where a bar is drawn. */
async function newBar(): Promise<SingleBar> {
  const { SingleBar, Presets } = (await import('cli-progress')).default;
  const format = '{what} {bar} {percentage} % {eta_formatted}';
  return new SingleBar(
    { format, stream: process.stderr, hideCursor: true, clearOnComplete: true, etaBuffer: 50 },
    Presets.shades_classic,
  );
}

function drawnBar(bar: SingleBar, what: string, total: number): Progress {
  bar.start(total, 0, { what });
  return { at: (done) => bar.update(Math.min(done, total)), end: () => bar.stop() };
}

function plainLines(what: string, total: number): Progress {
  let told = performance.now();
  return {
    at(done) {
      const now = performance.now();
      if (now - told < interval) return;
      told = now;
      process.stderr.write(`${what}: ${total === 0 ? 100 : Math.floor((100 * done) / total)} %\n`);
    },
    end: () => undefined,
  };
}
