/** Puts work off for a moment, so that what is wished for many times is done once. */

/** Milliseconds between a wish and its fulfilment. */
const delay = 1000;

export interface Soon<Wish> {
  /** Notes a wish; it is fulfilled with those that come until then. */
  wish(wish: Wish): void;
  /** Fulfils what is still wished for, and resolves once nothing is being done. */
  settle(): Promise<void>;
}

/** @param act fulfils the wishes of a while; it is not called again before ten times as long as it took */
export function soon<Wish>(act: (wishes: readonly Wish[]) => Promise<unknown>): Soon<Wish> {
  let wishes: Wish[] = [];
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  let took = 0;
  const start = (): void => {
    timer = undefined;
    const began = performance.now();
    const given = wishes;
    wishes = [];
    // A failure is not the wisher's, who has long been answered; the next wish brings those that failed along.
    running = running
      .then(() => act(given))
      .then(
        () => {
          took = performance.now() - began;
        },
        () => {
          wishes = [...given, ...wishes];
        },
      );
  };
  return {
    wish(wish) {
      wishes.push(wish);
      timer ??= setTimeout(start, Math.max(delay, took * 10)).unref();
    },
    async settle() {
      if (timer) {
        clearTimeout(timer);
        start();
      }
      await running;
    },
  };
}
