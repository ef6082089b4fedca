/** What is served under which version: the profile is beta-only, as in Graph, unless the operator says otherwise. */
import { schema, schemaWithoutProfile } from '../model/schema.ts';
import type { Schema } from '../model/type.ts';
import type { RawRequest } from '../odata/raw.ts';

/** The model that a request is read against. To /v1.0 a profile is a segment it does not know. */
export function schemaFor({ version }: Pick<RawRequest, 'version'>, v1Profile: boolean): Schema {
  return version === 'beta' || v1Profile ? schema : schemaWithoutProfile;
}
