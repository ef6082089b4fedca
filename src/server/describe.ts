/** The service's description of itself: $metadata and the service document, for which no token is needed. */
import { refuse } from '../fault.ts';
import type { Schema } from '../model/type.ts';
import { capabilities } from '../odata/capabilities.ts';
import { csdlJson, csdlXml } from '../odata/csdl.ts';
import { readFormat } from '../odata/headers.ts';
import { readOptions, splitQuery } from '../odata/options.ts';
import { readPath } from '../odata/path.ts';
import type { RawReply, RawRequest } from '../odata/raw.ts';
import { serviceDocument } from '../odata/service-document.ts';

/** True for addresses that describe the service. */
export function isDescription({ path }: RawRequest): boolean {
  return path === '' || /^(?:\$|%24)metadata\/?$/i.test(path);
}

const xml = new Map<Schema, string>();
const json = new Map<Schema, string>();

/**
 * Answers $metadata or the service document.
 * @param served the model that is described
 */
export function describe(raw: RawRequest, served: Schema): RawReply {
  if (raw.method !== 'GET' && raw.method !== 'HEAD') return refuse('wrongMethod', { allow: ['read'] });
  const options = splitQuery(raw.query);
  const target = readPath(served, raw.path, new Map());
  readOptions(served, target, options);
  // SDK generators ask with all sorts of Accept headers and want XML; only $format=json asks for JSON.
  const accepted = target.end === 'service' ? raw.headers : { ...raw.headers, accept: undefined };
  const format = readFormat(accepted, options, target);
  const headers = { 'odata-version': format.version, vary: 'OData-MaxVersion, Accept' };
  if (target.end === 'service') return answer('application/json', serviceDocument(served, raw.root, format), headers);
  return format.media === 'json'
    ? answer('application/json', once(json, served, csdlJson), headers)
    : answer('application/xml', once(xml, served, csdlXml), headers);
}

const answer = (type: string, body: string, headers: Readonly<Record<string, string>>): RawReply => ({
  status: 200,
  headers: { ...headers, 'content-type': type },
  body,
});

function once(made: Map<Schema, string>, served: Schema, make: typeof csdlXml): string {
  const text = made.get(served) ?? make(served, capabilities);
  made.set(served, text);
  return text;
}
