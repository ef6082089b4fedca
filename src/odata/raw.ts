/** A request and its answer at the edge of the odata floor: text and headers, nothing of any web framework. */

/** Header names are in lower case. */
export type Headers = Readonly<Record<string, string | undefined>>;

export interface RawRequest {
  readonly method: string;
  /** What follows the service root, still encoded, without the query: `me/profile/skills`. */
  readonly path: string;
  /** The query, still encoded, without `?`. */
  readonly query: string;
  readonly headers: Headers;
  readonly body: Uint8Array | undefined;
  /** The service root the caller used, without a slash at the end: `https://localhost:8443/beta`. */
  readonly root: string;
  readonly version: 'beta' | 'v1.0';
  readonly requestId: string;
  /** The caller's own id of the request, or the request's. */
  readonly clientRequestId: string;
}

export interface RawReply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
  /** Of the body in UTF-8, where whoever wrote it has counted them. */
  readonly bytes?: number;
}
