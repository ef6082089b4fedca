/** How often properties are tried: enough for every change, and as many times more as a nightly run asks for. */

/** Times as many runs as usual: `PROFICIO_TEST_RUNS=1000 npm run test:all`. */
const factor = Number(process.env.PROFICIO_TEST_RUNS ?? 1);

export const runs = (usual: number): number => Math.ceil(usual * factor);
