/** Every refusal this server can answer: one row each, with its HTTP status, Graph code and sentence. */

/** One row of the catalogue. `{name}` in the sentence is filled from the details given to `refuse`. */
interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly sentence: string;
}

/**
 * The catalogue. Codes are those that clients of Microsoft Graph have met (Graph error reference, "Error resource type");
 * statuses follow OData 4.01 Protocol 9.
 */
export const refusals = {
  // Bodies
  malformedBody: {
    status: 400,
    code: 'BadRequest',
    sentence:
      'Unable to read JSON request payload: {reason}. Please ensure Content-Type header is set and payload is of valid JSON format.',
  },
  missingContentType: {
    status: 400,
    code: 'BadRequest',
    sentence:
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  },
  duplicateMember: {
    status: 400,
    code: 'BadRequest',
    sentence: "The member '{property}' stands more than once in the request body.",
  },
  bodyTooDeep: { status: 400, code: 'BadRequest', sentence: 'The request body is nested deeper than {limit} levels.' },
  unknownProperty: {
    status: 400,
    code: 'RequestBodyRead',
    sentence:
      "The property '{property}' does not exist on type '{type}'. Make sure to only use property names that are defined by the type or mark the type as open type.",
  },
  wrongType: {
    status: 400,
    code: 'RequestBodyRead',
    sentence: "The property '{property}' takes {expected}, but {found} was sent.",
  },
  unknownMember: {
    status: 400,
    code: 'RequestBodyRead',
    sentence: "'{found}' is not a member of '{type}', the type of property '{property}'. Its members are {members}.",
  },
  notNullable: { status: 400, code: 'RequestBodyRead', sentence: "The property '{property}' of type '{type}' cannot be null." },
  tooLong: {
    status: 400,
    code: 'RequestBodyRead',
    sentence: "The property '{property}' holds at most {limit} {unit}, but {found} were sent.",
  },
  emptyItem: {
    status: 400,
    code: 'BadRequest',
    sentence: "The request sets none of the properties of '{type}'. Send at least one of {properties}.",
  },
  wrongItemType: {
    status: 400,
    code: 'RequestBodyRead',
    sentence: "'{found}' in '{property}' is not the type that is expected there, which is '{type}'.",
  },
  severalFaults: {
    status: 400,
    code: 'RequestBodyRead',
    sentence: 'The request body has {count} faults; each is listed in details.',
  },
  malformedLine: { status: 400, code: 'BadRequest', sentence: 'The line cannot be read: {reason}.' },
  malformedTable: { status: 400, code: 'BadRequest', sentence: 'The table cannot be read: {reason}.' },
  missingProperty: { status: 400, code: 'BadRequest', sentence: "The property '{property}' is required to create a {type}." },
  readOnlyProperty: {
    status: 400,
    code: 'BadRequest',
    sentence: "The property '{property}' is set by the server and cannot be changed.",
  },
  malformedRequest: { status: 400, code: 'BadRequest', sentence: 'The request cannot be read as HTTP.' },
  requestTooSlow: { status: 408, code: 'RequestTimeout', sentence: 'The request came too slowly.' },
  headersTooLarge: { status: 431, code: 'RequestHeaderFieldsTooLarge', sentence: 'The headers of the request are too large.' },
  bodyTooLarge: { status: 413, code: 'RequestEntityTooLarge', sentence: 'The request body is larger than {limit} bytes.' },
  wrongMediaType: {
    status: 415,
    code: 'UnsupportedMediaType',
    sentence: "The media type '{found}' is not supported here; send {expected}.",
  },

  // Addresses
  unknownSegment: { status: 400, code: 'BadRequest', sentence: "Resource not found for the segment '{segment}'." },
  malformedUrl: { status: 400, code: 'BadRequest', sentence: 'The URL cannot be read: {reason}.' },
  malformedKey: { status: 400, code: 'BadRequest', sentence: "The key '{key}' cannot be read: {reason}." },
  wrongMethod: {
    status: 405,
    code: 'Request_BadRequest',
    sentence: 'Specified HTTP method is not allowed for the request target.',
  },
  notAcceptable: {
    status: 406,
    code: 'NotAcceptable',
    sentence: "None of the requested formats can be answered: '{found}'. This resource is answered as {offered}.",
  },

  // Query options
  malformedQuery: {
    status: 400,
    code: 'BadRequest',
    sentence: "The query option '{option}' cannot be read: {reason} at character {position}.",
  },
  unknownQueryProperty: {
    status: 400,
    code: 'BadRequest',
    sentence:
      "Parsing OData query option '{option}' failed at character {position}: Could not find a property named '{property}' on type '{type}'.",
  },
  queryTypeMismatch: {
    status: 400,
    code: 'BadRequest',
    sentence: "The query option '{option}' fails at character {position}: {reason}.",
  },
  unknownOption: { status: 400, code: 'BadRequest', sentence: "The query option '{option}' is not known." },
  repeatedOption: { status: 400, code: 'BadRequest', sentence: "The query option '{option}' stands more than once." },
  misplacedOption: { status: 400, code: 'BadRequest', sentence: "The query option '{option}' cannot be applied to {place}." },
  queryTooCostly: {
    status: 400,
    code: 'BadRequest',
    sentence: "The query option '{option}' is too costly: {reason} (at most {limit}).",
  },
  queryFails: { status: 400, code: 'BadRequest', sentence: 'The query cannot be computed: {reason}.' },
  expandNotSupported: {
    status: 400,
    code: 'ExpandNotSupported',
    sentence: "Expand is not allowed for property '{property}' according to the entity schema.",
  },
  malformedSkipToken: { status: 400, code: 'BadRequest', sentence: 'The $skiptoken was not made by this server for this query.' },
  schemaVersionNotFound: {
    status: 404,
    code: 'itemNotFound',
    sentence: "There is no version '{found}' of the schema; this service has only one.",
  },
  isolationNotSupported: {
    status: 412,
    code: 'preconditionFailed',
    sentence: "The isolation '{found}' is not supported.",
  },
  notImplemented: { status: 501, code: 'NotImplemented', sentence: '{feature} is not supported.' },

  // Headers
  malformedHeader: { status: 400, code: 'BadRequest', sentence: "The header '{header}' cannot be read: {reason}." },
  malformedEntityTag: {
    status: 400,
    code: 'malformedEntityTag',
    sentence: "The entity tag in header '{header}' cannot be read: '{found}'.",
  },
  versionTooLow: {
    status: 400,
    code: 'BadRequest',
    sentence: "OData version '{found}' is not supported; this server speaks 4.0 and 4.01.",
  },
  tagMismatch: {
    status: 412,
    code: 'resourceModified',
    sentence: 'The resource has changed since it was read: its entity tag does not match the If-Match condition.',
  },
  tagMatches: {
    status: 412,
    code: 'resourceModified',
    sentence: 'The If-None-Match condition does not hold: the resource matches the entity tag.',
  },

  // Callers
  tokenMissing: { status: 401, code: 'InvalidAuthenticationToken', sentence: 'Access token is empty.' },
  tokenMalformed: {
    status: 401,
    code: 'InvalidAuthenticationToken',
    sentence: 'Access token validation failure. The token is not a well-formed JSON Web Token.',
  },
  tokenRefused: { status: 401, code: 'InvalidAuthenticationToken', sentence: 'Access token validation failure. {reason}.' },
  personalAccount: {
    status: 401,
    code: 'InvalidAuthenticationToken',
    sentence:
      'Access token validation failure. Personal Microsoft accounts are not supported here; start the server with --personal-accounts allow to accept them.',
  },
  keysUnavailable: {
    status: 503,
    code: 'serviceNotAvailable',
    sentence: 'The keys of the token issuer cannot be fetched at the moment.',
  },
  meWithoutUser: { status: 400, code: 'BadRequest', sentence: '/me request is only valid with delegated authentication flow.' },
  forbidden: {
    status: 403,
    code: 'Authorization_RequestDenied',
    sentence: 'Insufficient privileges to complete the operation. One of these permissions would do: {permissions}.',
  },
  forbiddenRole: {
    status: 403,
    code: 'Authorization_RequestDenied',
    sentence:
      "Insufficient privileges to complete the operation. Besides the permission {permissions}, changing another person's data takes the role Global Administrator or User Administrator.",
  },

  // Resources
  itemNotFound: { status: 404, code: 'itemNotFound', sentence: 'Resource could not be discovered.' },
  personNotFound: {
    status: 404,
    code: 'Request_ResourceNotFound',
    sentence: "Resource '{person}' does not exist or one of its queried reference-property objects are not present.",
  },
  propertyNotFound: {
    status: 404,
    code: 'itemNotFound',
    sentence: "The property '{property}' holds no value that can be addressed.",
  },
  nameTaken: {
    status: 409,
    code: 'nameAlreadyExists',
    sentence: "Another object with the same value for property '{property}' already exists.",
  },
  quotaReached: {
    status: 403,
    code: 'quotaLimitReached',
    sentence: "The collection '{collection}' holds at most {limit} items per person.",
  },

  // Developer controls
  foreignOrigin: {
    status: 403,
    code: 'accessDenied',
    sentence: "Pages of '{origin}' get no tokens and no developer controls here; pages of this machine, and programs, do.",
  },
  foreignHost: {
    status: 403,
    code: 'accessDenied',
    sentence: "Developer controls answer at loopback addresses and at --public-url, not at '{host}'.",
  },
  malformedControl: { status: 400, code: 'BadRequest', sentence: 'The {what} cannot be read: {reason}.' },
  malformedSeed: {
    status: 400,
    code: 'BadRequest',
    sentence: 'Line {line} of the seed is refused, and nothing was kept: {reason}',
  },
  snapshotNotFound: {
    status: 404,
    code: 'itemNotFound',
    sentence: "The tenant has no snapshot '{id}'; a reset and the hundredth snapshot after it forget one.",
  },

  // The server itself
  throttled: { status: 429, code: 'TooManyRequests', sentence: 'Please retry again later.' },
  dependencyFailed: { status: 424, code: 'FailedDependency', sentence: "The request depends on '{id}', which failed." },
  unavailable: {
    status: 503,
    code: 'serviceNotAvailable',
    sentence: 'The service is temporarily unavailable. Please retry again later.',
  },
  overloaded: { status: 503, code: 'serviceNotAvailable', sentence: 'The service is overloaded. Please retry again later.' },
  internal: {
    status: 500,
    code: 'generalException',
    sentence: 'An unexpected error occurred. Quote the request-id when you report it.',
  },
} as const satisfies Record<string, Refusal>;

export type RefusalName = keyof typeof refusals;

/** What fills the sentence of a refusal, and what the answer carries besides it. */
export interface FaultDetails {
  /** The property, query option or header at fault, as OData's `target` (JSON Format 21.1). */
  readonly target?: string;
  /** Verbs that would have been allowed, for `wrongMethod`. */
  readonly allow?: readonly string[];
  /** Seconds after which a retry makes sense. */
  readonly retryAfter?: number;
  /** Several faults of one request, each answered in `details`. */
  readonly faults?: readonly Fault[];
  /** What the operator's log should know; never answered to the caller. */
  readonly cause?: unknown;
  readonly [placeholder: string]: unknown;
}

/** A refusal on its way to the caller. Thrown by `refuse`, caught once, in server/answer.ts. */
export class Fault extends Error {
  readonly refusal: RefusalName;
  readonly details: FaultDetails;

  constructor(refusal: RefusalName, details: FaultDetails = {}) {
    super(fill(refusals[refusal].sentence, details), details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'Fault';
    this.refusal = refusal;
    this.details = details;
  }

  get status(): number {
    return refusals[this.refusal].status;
  }

  get code(): string {
    return refusals[this.refusal].code;
  }
}

/** Refuses the request: throws the named fault. */
export function refuse(refusal: RefusalName, details: FaultDetails = {}): never {
  throw new Fault(refusal, details);
}

/** One fault for several: the fault itself when there is one, else `severalFaults` listing each. */
export function gather(faults: readonly Fault[]): Fault {
  const [first, ...others] = faults;
  if (first !== undefined && others.length === 0) return first;
  return new Fault('severalFaults', { count: faults.length, faults });
}

/** Characters of what a caller sent that a refusal says again. */
const longestQuote = 300;

/** What a caller sent, as a refusal quotes it: an answer is not to grow with what was wrong. */
export function quoted(text: string): string {
  return text.length > longestQuote ? `${text.slice(0, longestQuote)}...` : text;
}

function fill(sentence: string, details: FaultDetails): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => quoted(String(details[name] ?? '')));
}
