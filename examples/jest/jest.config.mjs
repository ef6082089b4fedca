/** Starts the server before the first test file, and stops it after the last. */
export default { globalSetup: './start.mjs', globalTeardown: './stop.mjs' };
