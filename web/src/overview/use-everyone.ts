/** Everyone the signed-in person may see, with what the overview is made of. */
import { useQuery } from '@tanstack/react-query';
import { readEveryone } from '../graph/people.ts';
import { useSession } from '../session/session-context.ts';
import { figureCollections } from './figures.ts';

export function useEveryone() {
  const { client, session } = useSession();
  return useQuery({
    queryKey: ['everyone'],
    queryFn: () => readEveryone(client, figureCollections, session.configuration),
    staleTime: 60_000,
  });
}
