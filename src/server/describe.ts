/** The service's description of itself: $metadata and the service document, for which no token is needed. */
import { refuse } from '../fault.ts';
import { schema } from '../model/schema.ts';
import { capabilities } from '../odata/capabilities.ts';
import { csdlJson, csdlXml } from '../odata/csdl.ts';
import { readFormat } from '../odata/headers.ts';
import { readOptions, splitQuery } from '../odata/options.ts';
import { readPath } from '../odata/path.ts';
import type { RawReply, RawRequest } from '../odata/raw.ts';
import { serviceDocument } from '../odata/service-document.ts';

/** True for addresses that describe the service. */
export function isDescription({ path }: RawRequest): boolean {
  return path === '' || path === '$metadata' || path === '%24metadata';
}

let xml: string | undefined;
let json: string | undefined;

/** Answers $metadata or the service document. */
export function describe(raw: RawRequest): RawReply {
  if (raw.method !== 'GET' && raw.method !== 'HEAD') return refuse('wrongMethod', { allow: ['read'] });
  const options = splitQuery(raw.query);
  const target = readPath(schema, raw.path, new Map());
  readOptions(schema, target, options);
  // SDK generators ask with all sorts of Accept headers and want XML; only $format=json asks for JSON.
  const format = readFormat({ ...raw.headers, accept: undefined }, options, target);
  const headers = { 'odata-version': format.version, vary: 'OData-MaxVersion, Accept' };
  if (target.end === 'service') {
    return {
      status: 200,
      headers: { ...headers, 'content-type': 'application/json' },
      body: serviceDocument(schema, raw.root, format),
    };
  }
  if (format.media === 'json') {
    json ??= csdlJson(schema, capabilities);
    return { status: 200, headers: { ...headers, 'content-type': 'application/json' }, body: json };
  }
  xml ??= csdlXml(schema, capabilities);
  return { status: 200, headers: { ...headers, 'content-type': 'application/xml' }, body: xml };
}
