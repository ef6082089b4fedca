/** The clients that a file declares to the development authority. */
import type { Client } from '../server/authority/clients.ts';
import { Mistake, oneLine } from './mistake.ts';

/** @returns undefined without a file. Throws a Mistake that names the place in the file. */
export async function declaredClients(file: string | undefined): Promise<readonly Client[] | undefined> {
  if (file === undefined) return undefined;
  const { readClientsFile } = await import('../server/authority/clients-file.ts');
  try {
    return readClientsFile(file);
  } catch (error) {
    throw new Mistake(`--clients ${file}: ${oneLine(error instanceof Error ? error.message : String(error))}`);
  }
}
