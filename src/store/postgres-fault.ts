/** What errors of PostgreSQL and its driver mean: named refusals. */
import { Fault } from '../fault.ts';

/** Errors of the connection, and SQLSTATEs of a server that is starting, stopping, full, a standby just now, or that lets nobody in. */
const unreachable =
  /^(CONNECT|ECONN|EPIPE|ERR_STREAM|ERR_SOCKET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOENT|08...$|28...$|3D000$|53...$|57P..$|57014$|58...$|25006$|55P03$|XX000$)/;

/** SQLSTATEs after which the same transaction may well succeed at once: serialization failure, deadlock. */
const overtaken = /^(40001|40P01)$/;

/** SQLSTATEs of data that cannot be computed with, or of a statement too intricate to carry out. */
const computing = /^(22...|54...)$/;

/** The SQLSTATE of an error, or the driver's own code; empty for others. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** True if the server takes no writes: it has become a standby, and its connections lead nowhere else. */
export const isReadOnly = (error: unknown): boolean => codeOf(error) === '25006';

export const isOvertaken = (error: unknown): boolean => overtaken.test(codeOf(error));

export function unavailable(cause: unknown): Fault {
  return new Fault('unavailable', { retryAfter: 1, cause });
}

/** The named refusal for an error of the driver; other errors as they are. */
export function postgresFault(error: unknown): unknown {
  if (error instanceof Fault || !(error instanceof Error)) return error;
  const code = codeOf(error);
  if (unreachable.test(code) || overtaken.test(code)) return unavailable(error);
  if (code === '23505') return nameTaken(error);
  if (computing.test(code)) return new Fault('queryFails', { reason: error.message, cause: error });
  return error;
}

function nameTaken(error: Error): Fault {
  const ofName = 'constraint_name' in error && error.constraint_name === 'lookup_first';
  const property = ofName ? 'userPrincipalName' : 'id';
  return new Fault('nameTaken', { property, target: property, cause: error });
}
