/** The people the signed-in person may see, with what the overview is made of. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { readEveryone } from '../graph/people.ts';
import { useSession } from '../session/session-context.ts';
import { figureCollections } from './figures.ts';

/** What stands for every department. */
export const everywhere = '';

/** Of a department, what was there before stays until it has been read. */
export function useEveryone(department: string) {
  const { client, session } = useSession();
  return useQuery({
    queryKey: ['everyone', department],
    queryFn: () => readEveryone(client, figureCollections, department, session.configuration),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
}
