/** Lines of a file that were refused: each told by its number and the reason. */
import { Fault } from '../fault.ts';

export interface Rejected {
  readonly line: number;
  readonly reason: string;
}

/** Lines told one by one; the others are only counted. */
const told = 100;

/** The reason of a refusal on one line. Throws again what is none. */
export function reasonFor(error: unknown): string {
  if (!(error instanceof Fault)) throw error;
  const { refusal, details } = error;
  if (refusal === 'severalFaults') return (details.faults ?? []).map(reasonFor).join(' ');
  // Of these the sentence speaks of requests.
  if (refusal === 'malformedBody') return `The line is not valid JSON: ${String(details.reason)}.`;
  return error.message;
}

/** Tells on standard error which lines were refused. */
export function tellRejected(file: string, rejected: readonly Rejected[]): void {
  const lines = rejected.slice(0, told).map(({ line, reason }) => `${file}:${line}: ${reason}\n`);
  if (rejected.length > told) lines.push(`${file}: and ${rejected.length - told} more\n`);
  process.stderr.write(lines.join(''));
}
