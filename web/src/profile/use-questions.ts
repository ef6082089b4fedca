/** What a person is asked while they edit: one dialog at a time, and the next waits until it is closed. */
import { useMemo, useRef, useState } from 'react';
import type { Conflict } from '../forms/merge.ts';
import type { Failure } from '../graph/failure.ts';
import type { Item, ItemValue } from '../items/item.ts';
import type { Collection } from '../model.ts';

/** A form to fill in. */
export interface Form {
  readonly kind: 'form';
  readonly collection: Collection;
  readonly item: Item | undefined;
  readonly draft?: ItemValue;
  readonly failure?: Failure;
  /** True while the server is asked, and what it will be told is settled. */
  readonly isSaving?: boolean;
}

/** Two versions to choose from. */
export interface Merge extends Conflict {
  readonly kind: 'merge';
  readonly collection: Collection;
}

type Question = Form | Merge;

/** A question that has been asked. */
export type Asked<Kind extends Question = Question> = Kind & { readonly key: number };

export interface Ask {
  /** Asks unless something else is being asked, as the second click on a button would. */
  readonly open: (question: Question) => void;
  /** Asks once everything else has been answered. */
  readonly queue: (question: Question) => void;
  /** Changes a form where it stands, if it is still there. */
  readonly update: (form: Asked<Form>, part: Partial<Form>) => void;
  /** Takes a question back, which leaves all others as they are. */
  readonly close: (question: Asked) => void;
}

/** What is asked now, and how to ask. */
export function useQuestions(): readonly [Asked | undefined, Ask] {
  const [asked, setAsked] = useState<readonly Asked[]>([]);
  const count = useRef(0);
  const ask = useMemo((): Ask => {
    const withKey = (question: Question): Asked => {
      count.current += 1;
      return { ...question, key: count.current };
    };
    return {
      open: (question) => {
        const next = withKey(question);
        setAsked((before) => (before.length > 0 ? before : [next]));
      },
      queue: (question) => {
        const next = withKey(question);
        setAsked((before) => [...before, next]);
      },
      update: ({ key }, part) =>
        setAsked((before) => before.map((one) => (one.key === key && one.kind === 'form' ? { ...one, ...part } : one))),
      close: ({ key }) => setAsked((before) => before.filter((one) => one.key !== key)),
    };
  }, []);
  return [asked[0], ask];
}
