/** The server on one page: a request is authenticated, read, carried out and answered; every refusal is answered here. */
import { Fault } from '../fault.ts';
import type { RawReply, RawRequest } from '../odata/raw.ts';
import { writeFault, writeReply } from '../odata/reply.ts';
import { readRequest } from '../odata/request.ts';
import { act, allowedVerbs } from '../profile/act.ts';
import type { Caller } from '../profile/caller.ts';
import type { Rules } from '../profile/resource.ts';
import { answerBatch, isBatch } from './batch.ts';
import { describe, isDescription } from './describe.ts';
import { schemaFor } from './version.ts';

/** What the server answers with. */
export interface Answering {
  readonly rules: Rules;
  /** The Authorization header -> who calls. Refuses 401 rows. */
  readonly authenticate: (authorization: string | undefined, raw: RawRequest) => Caller | Promise<Caller>;
  /** Counts a request of a caller. Refuses `throttled`. */
  readonly admit?: (caller: Caller) => void;
  /** True if `/v1.0` serves the profile as well. */
  readonly v1Profile: boolean;
  /** Where a token can be had, for the WWW-Authenticate header of a 401. */
  readonly challenge: (raw: RawRequest, fault: Fault) => string;
  /** Looks at a request before it is carried out and may answer in its stead: faults on demand, with --dev only. */
  readonly intercept?: (raw: RawRequest, carryOut: () => Promise<RawReply>, known?: Caller) => Promise<RawReply>;
  /** Where the cause of a 5xx goes. */
  readonly report: (raw: RawRequest, fault: Fault) => void;
}

/**
 * Answers one request. Never throws.
 * @param known the caller, for a request inside a batch: who calls is settled by the batch
 */
export function answer(server: Answering, raw: RawRequest, known?: Caller): Promise<RawReply> {
  return server.intercept ? server.intercept(raw, () => carryOut(server, raw, known), known) : carryOut(server, raw, known);
}

async function carryOut(server: Answering, raw: RawRequest, known: Caller | undefined): Promise<RawReply> {
  const { rules, v1Profile } = server;
  let caller = known;
  try {
    if (isDescription(raw)) return describe(raw, schemaFor(raw, v1Profile));
    // What is remembered is not waited for, here and below: each wait would cost as much as looking it up.
    const authenticated = known ?? server.authenticate(raw.headers.authorization, raw);
    caller = authenticated instanceof Promise ? await authenticated : authenticated;
    const { tenant } = caller;
    if (isBatch(raw))
      return await answerBatch(
        raw,
        () => rules.world.now(tenant),
        (part) => answer(server, part, caller),
      );
    server.admit?.(caller);
    const schema = schemaFor(raw, v1Profile);
    const intent = readRequest(schema, raw, allowedVerbs);
    const meeting = rules.firstSight.meet(caller);
    if (meeting) await meeting;
    const outcome = await act(rules, caller, intent, raw.requestId);
    return writeReply(schema, raw, intent, outcome, () => rules.world.now(tenant));
  } catch (error) {
    // What nobody foresaw is a bare 500 to the caller; its cause goes to the log, and nowhere else.
    const fault = error instanceof Fault ? error : new Fault('internal', { cause: error });
    if (fault.status >= 500 && !unreported.has(fault.refusal)) server.report(raw, fault);
    const reply = writeFault(raw, fault, rules.world.now(caller?.tenant));
    if (fault.status === 401) reply.headers['www-authenticate'] = server.challenge(raw, fault);
    return reply;
  }
}

/** Refusals of the server's own that need nobody's attention: the first is meant, the second would fill the log when there is least time. */
const unreported: ReadonlySet<string> = new Set(['notImplemented', 'overloaded']);
