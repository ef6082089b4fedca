/** Every refusal of the development authority, in Entra ID's words: one row each, with its number, OAuth error and sentence. */
import { randomUUID } from 'node:crypto';

interface Row {
  /** Entra ID's number, as in AADSTS50058. */
  readonly number: number;
  readonly status: 400 | 401;
  /** RFC 6749 5.2 and 4.1.2.1, RFC 8628 3.5, OpenID Connect Core 3.1.2.6. */
  readonly error: string;
  readonly sentence: string;
  /** What MSAL tells apart in one error. */
  readonly suberror?: string;
}

/**
 * The catalogue ("Microsoft Entra authentication and authorization error codes"). Where Entra ID's sentence would send one to
 * its portal, it says what to do here.
 */
export const denials = {
  // Requests
  missingParameter: {
    number: 900144,
    status: 400,
    error: 'invalid_request',
    sentence: "The request body must contain the following parameter: '{parameter}'.",
  },
  onlyPost: {
    number: 900561,
    status: 400,
    error: 'invalid_request',
    sentence: 'The endpoint only accepts POST requests. Received a GET request.',
  },
  repeatedParameter: {
    number: 9000411,
    status: 400,
    error: 'invalid_request',
    sentence: "The request is not properly formatted. The parameter '{parameter}' is duplicated.",
  },
  malformedRequest: {
    number: 9002313,
    status: 400,
    error: 'invalid_request',
    sentence: 'Invalid request. Request is malformed or invalid.',
  },
  unknownTenant: {
    number: 90002,
    status: 400,
    error: 'invalid_request',
    sentence: "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID: a GUID or a domain name.",
  },
  foreignHost: {
    number: 90023,
    status: 400,
    error: 'invalid_request',
    sentence: "The development authority answers at loopback addresses and at --public-url, not at '{host}'.",
  },
  pkceRequired: {
    number: 9002325,
    status: 400,
    error: 'invalid_request',
    sentence: 'Proof Key for Code Exchange is required for cross-origin authorization code redemption.',
  },
  unsupportedGrant: {
    number: 70003,
    status: 400,
    error: 'unsupported_grant_type',
    sentence: "The app requested an unsupported grant type '{grant}'.",
  },

  // Clients
  unknownClient: {
    number: 700016,
    status: 400,
    error: 'unauthorized_client',
    sentence:
      "Application with identifier '{client}' was not found in the directory '{tenant}'. Declare it in the file of --clients, or use a client id that is a GUID.",
  },
  secretMissing: {
    number: 7000218,
    status: 401,
    error: 'invalid_client',
    sentence: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  },
  secretWrong: {
    number: 7000215,
    status: 401,
    error: 'invalid_client',
    sentence: "Invalid client secret provided. Ensure the secret being sent in the request is one declared for app '{client}'.",
  },
  clientIsPublic: {
    number: 700025,
    status: 401,
    error: 'invalid_client',
    sentence:
      "Client is public so neither 'client_assertion' nor 'client_secret' should be presented. Secrets and certificates are declared in the file of --clients.",
  },
  assertionKeyUnknown: {
    number: 700027,
    status: 401,
    error: 'invalid_client',
    sentence:
      'The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found: certificates are declared in the file of --clients.]',
  },
  assertionSignatureWrong: {
    number: 700027,
    status: 401,
    error: 'invalid_client',
    sentence:
      'Client assertion failed signature validation. [Reason - The provided signature value did not match the expected signature value.]',
  },
  assertionMalformed: {
    number: 50027,
    status: 401,
    error: 'invalid_client',
    sentence: 'JWT token is invalid or malformed.',
  },
  assertionSubjectWrong: {
    number: 700021,
    status: 401,
    error: 'invalid_client',
    sentence: "Client assertion application identifier doesn't match 'client_id' parameter.",
  },
  assertionAudienceWrong: {
    number: 700023,
    status: 401,
    error: 'invalid_client',
    sentence: "Client assertion audience claim does not match Realm issuer: it is '{expected}'.",
  },
  assertionTimeWrong: {
    number: 700024,
    status: 401,
    error: 'invalid_client',
    sentence: 'Client assertion is not within its valid time range. Current time: {now}, expiry time of assertion {until}.',
  },
  redirectMismatch: {
    number: 50011,
    status: 400,
    error: 'invalid_request',
    sentence:
      "The redirect URI '{uri}' specified in the request does not match the redirect URIs configured for the application '{client}'. {rule}",
  },
  redirectDiffers: {
    number: 500112,
    status: 400,
    error: 'invalid_client',
    sentence:
      "The reply address '{uri}' does not match the reply address '{expected}' provided when requesting Authorization code.",
  },

  // Scopes
  scopeInvalid: {
    number: 70011,
    status: 400,
    error: 'invalid_scope',
    sentence:
      "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid.",
  },
  resourceNotSupported: {
    number: 901002,
    status: 400,
    error: 'invalid_request',
    sentence: "The 'resource' request parameter is not supported: scopes name the resource.",
  },
  severalResources: {
    number: 28000,
    status: 400,
    error: 'invalid_scope',
    sentence:
      'Provided value for the input parameter scope is not valid because it contains more than one resource. Scope {scope} is not valid.',
  },
  scopeNotDefault: {
    number: 1002012,
    status: 400,
    error: 'invalid_scope',
    sentence:
      'The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).',
  },
  notConsented: {
    number: 65001,
    status: 400,
    error: 'invalid_grant',
    sentence:
      "The user or administrator has not consented to use the application with ID '{client}' named '{name}' for '{scope}'. Send an interactive authorization request for this user and resource.",
    suberror: 'consent_required',
  },
  unsupportedResponseType: {
    number: 700051,
    status: 400,
    error: 'unsupported_response_type',
    sentence: "response_type '{found}' is not enabled for the application. One of code, id_token and code id_token is.",
  },
  unsupportedResponseMode: {
    number: 70007,
    status: 400,
    error: 'invalid_request',
    sentence: "'{found}' is not a supported value of 'response_mode' for the response_type '{type}'.",
  },

  // Signing in
  loginRequired: {
    number: 50058,
    status: 400,
    error: 'login_required',
    sentence: 'A silent sign-in request was sent but no user is signed in.',
  },
  userUnknown: {
    number: 50034,
    status: 400,
    error: 'invalid_grant',
    sentence: 'The user account {user} does not exist in the {tenant} directory. To sign in, give a userPrincipalName.',
  },
  passwordWrong: {
    number: 50126,
    status: 400,
    error: 'invalid_grant',
    sentence: 'Error validating credentials due to invalid username or password.',
  },
  userDisabled: { number: 50057, status: 400, error: 'invalid_grant', sentence: 'The user account is disabled.' },
  accessDenied: {
    number: 65004,
    status: 400,
    error: 'access_denied',
    sentence: 'User declined to consent to access the app.',
  },
  forgedChoice: {
    number: 165000,
    status: 400,
    error: 'invalid_request',
    sentence:
      'Invalid Request: The request tokens do not match the user context: the form was not sent by the page of this authority.',
  },

  // Devices
  devicePending: {
    number: 70016,
    status: 400,
    error: 'authorization_pending',
    sentence: 'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
  },
  deviceDeclined: {
    number: 65004,
    status: 400,
    error: 'authorization_declined',
    sentence: 'The user has declined to sign in for the device.',
  },
  deviceCodeWrong: {
    number: 70018,
    status: 400,
    error: 'bad_verification_code',
    sentence: "The provided value for the input parameter 'device_code' is not valid.",
  },
  deviceCodeExpired: {
    number: 70020,
    status: 400,
    error: 'expired_token',
    sentence: "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
  },

  // On behalf of
  assertionUntrusted: {
    number: 50013,
    status: 400,
    error: 'invalid_grant',
    sentence: 'Assertion failed signature validation: it is no access token of this authority.',
  },
  assertionExpired: {
    number: 500133,
    status: 400,
    error: 'invalid_grant',
    sentence:
      'Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion.',
  },
  assertionForOther: {
    number: 500131,
    status: 400,
    error: 'invalid_grant',
    sentence:
      "Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was '{audience}' and the expected audience is '{client}' or one of the Application Uris of this application.",
  },
  assertionWithoutUser: {
    number: 7000114,
    status: 400,
    error: 'invalid_grant',
    sentence: "Application '{client}' is not allowed to make application on-behalf-of calls: the assertion is no person's.",
  },

  // Managed identities
  identityHeaderMissing: {
    number: 900144,
    status: 400,
    error: 'invalid_request',
    sentence: 'The request must have the header X-IDENTITY-HEADER, Secret or Metadata.',
  },

  // Tokens of other addresses
  accessTokenWrong: { number: 50027, status: 401, error: 'invalid_token', sentence: 'The access token is not valid here.' },

  // Codes and refresh tokens
  grantInvalid: {
    number: 70000,
    status: 400,
    error: 'invalid_grant',
    sentence:
      "The provided value for the '{parameter}' parameter is not valid: it is malformed, or was issued to another client.",
  },
  grantExpired: {
    number: 70008,
    status: 400,
    error: 'invalid_grant',
    sentence:
      'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
  },
  codeRedeemed: {
    number: 54005,
    status: 400,
    error: 'invalid_grant',
    sentence:
      'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  },
  otherTenant: {
    number: 700005,
    status: 400,
    error: 'invalid_grant',
    sentence: 'Provided authorization code or refresh token is intended to be used against another tenant.',
  },
  verifierMismatch: {
    number: 501481,
    status: 400,
    error: 'invalid_grant',
    sentence: 'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  },
} as const satisfies Readonly<Record<string, Row>>;

export type DenialName = keyof typeof denials;

/** What fills a sentence. */
export type DenialDetails = Readonly<Record<string, string>>;

/** A refusal of the authority on its way to the client. */
export class Denial extends Error {
  readonly row: Row;

  constructor(name: DenialName, details: DenialDetails = {}) {
    const { number, sentence } = denials[name];
    super(`AADSTS${number}: ${sentence.replace(/\{(\w+)\}/g, (_, placeholder: string) => details[placeholder] ?? '')}`);
    this.name = 'Denial';
    this.row = denials[name];
  }
}

/** Refuses what was asked of the authority: throws the named denial. */
export function deny(name: DenialName, details: DenialDetails = {}): never {
  throw new Denial(name, details);
}

/**
 * A denial as the token endpoint answers it, and as a redirect carries it.
 * @param at milliseconds
 * @param correlation the client's own id of its request
 */
export function denialBody({ row, message }: Denial, at: number, correlation: string) {
  const timestamp = `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const trace = randomUUID();
  return {
    error: row.error,
    error_description: `${message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
    error_codes: [row.number],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `https://login.microsoftonline.com/error?code=${row.number}`,
    ...(row.suberror !== undefined && { suberror: row.suberror }),
  };
}
