/** Components fetched when they are first shown: at once, where `lazy` holds back for 300 ms whatever follows a fallback. */
import { type ComponentType, type ReactNode, useEffect, useState } from 'react';

export interface Split<Props> {
  readonly Component: ComponentType<Props>;
  /** Fetches it ahead of time. Never rejects: a failure is met again by whoever shows it. */
  readonly prepare: () => Promise<void>;
}

/** @param meanwhile what stands in its place until it is there */
export function split<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
  meanwhile: ReactNode = null,
): Split<Props> {
  let known: ComponentType<Props> | undefined;
  const fetchIt = async () => {
    known ??= (await load()).default;
    return known;
  };
  return {
    prepare: () =>
      fetchIt().then(
        () => undefined,
        () => undefined,
      ),
    Component(props) {
      const [Known, setKnown] = useState(() => known);
      // biome-ignore lint/correctness/useExhaustiveDependencies: what fetches is made once, with the component
      useEffect(() => {
        if (Known) return;
        fetchIt().then(
          (found) => setKnown(() => found),
          (error: unknown) =>
            // Thrown while it renders, for the boundary above to catch.
            setKnown(() => {
              throw error;
            }),
        );
      }, [Known]);
      return Known ? <Known {...props} /> : meanwhile;
    },
  };
}
