/** What every floor can do, whatever is underneath and in front. */

/** Each carries out one request and hands the JSON text to `done`; undefined where there is nothing. */
export interface Floor {
  readonly item: (id: string, done: Done) => void;
  readonly list: (person: string, done: Done) => void;
  readonly named: (displayName: string, done: Done) => void;
  readonly profile: (person: string, done: Done) => void;
  readonly change: (id: string, body: string, done: Done) => void;
  readonly create: (person: string, body: string, done: Done) => void;
}

export type Done = (text: string | undefined) => void;
