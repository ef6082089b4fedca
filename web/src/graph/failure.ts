/** What a failed request means to the person before the screen. */
import { GraphError } from '@microsoft/microsoft-graph-client';

export type FailureKind = 'unreachable' | 'signedOut' | 'forbidden' | 'missing' | 'changed' | 'refused' | 'busy' | 'broken';

export interface Failure {
  readonly kind: FailureKind;
  /** The server's own sentence, if it gave one. */
  readonly message: string;
  readonly requestId: string | null;
  /** Properties at fault, each with the server's sentence. */
  readonly targets: ReadonlyMap<string, string>;
}

const kinds: Readonly<Record<number, FailureKind>> = {
  400: 'refused',
  401: 'signedOut',
  403: 'forbidden',
  404: 'missing',
  409: 'refused',
  412: 'changed',
  413: 'refused',
  429: 'busy',
  503: 'busy',
  504: 'busy',
};

/** Reads whatever was thrown; never throws itself. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof GraphError) || error.statusCode <= 0) {
    return {
      kind: 'unreachable',
      message: error instanceof Error ? error.message : String(error),
      requestId: null,
      targets: new Map(),
    };
  }
  return {
    kind: kinds[error.statusCode] ?? 'broken',
    message: error.message,
    requestId: error.requestId,
    targets: targetsOf(error.body),
  };
}

interface Detail {
  readonly target?: string;
  readonly message?: string;
  readonly details?: readonly Detail[];
}

/** The client hands on the `error` object of the answer as text. */
function targetsOf(body: unknown): ReadonlyMap<string, string> {
  if (typeof body !== 'string') return new Map();
  try {
    const fault: Detail = JSON.parse(body);
    return new Map(
      [fault, ...(fault.details ?? [])].flatMap(({ target, message }) => (target && message ? [[target, message]] : [])),
    );
  } catch {
    return new Map();
  }
}
