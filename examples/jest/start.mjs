/** Jest's globalSetup: one server for the whole run, told to the test files by the environment. */
import { startProficio } from 'proficio/testing';

export default async function start() {
  globalThis.proficio = await startProficio();
  process.env.PROFICIO = globalThis.proficio.http;
}
