/** The service document: what can be addressed at the service root (JSON Format 5). */
import type { Schema } from '../model/type.ts';
import type { Format } from './intent.ts';

/**
 * Writes the service document.
 * @param root the service root, without a slash at the end
 * @returns the document's text
 */
export function serviceDocument(schema: Schema, root: string, format: Pick<Format, 'metadata' | 'version'>): string {
  const context = format.version === '4.01' ? '@context' : '@odata.context';
  const value = [...schema.containers.values()].map(({ name, kind, title }) => ({
    name,
    // An entity set is what an element without a kind is.
    ...(kind === 'singleton' && { kind: 'Singleton' }),
    ...(title !== undefined && title !== name && { title }),
    // Without a context there is nothing else a relative URL could be resolved against.
    url: format.metadata === 'none' ? `${root}/${name}` : name,
  }));
  return JSON.stringify({ ...(format.metadata !== 'none' && { [context]: `${root}/$metadata` }), value });
}
