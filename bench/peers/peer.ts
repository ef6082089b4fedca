/** What takes part besides the server and the floor: something else that serves the data. */
import type { Contestant } from '../contestant.ts';
import type { Case } from '../scenarios.ts';
import type { Stage } from '../stage.ts';
import type { LoadRequest } from '../wire-client.ts';

/** A peer that runs. */
export interface Peer {
  readonly contestant: Contestant;
  /** How it is asked, by the name of the scenario; what is missing it cannot do, or not in a second. */
  readonly asked: { readonly [scenario: string]: (one: Case) => LoadRequest };
}

/** Gives a peer its data and starts it. Throws if it does not answer. */
export type StartPeer = (stage: Stage) => Promise<Peer>;
