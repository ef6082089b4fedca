/** People, fetched and kept for a while. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { findPeople, nextPeople, readMyself, readPerson } from '../graph/people.ts';
import { useSession } from '../session/session-context.ts';

export function useMyself() {
  const { client } = useSession();
  return useQuery({ queryKey: ['myself'], queryFn: () => readMyself(client), staleTime: 300_000 });
}

export function usePerson(id: string) {
  const { client } = useSession();
  return useQuery({ queryKey: ['person', id], queryFn: () => readPerson(client, id) });
}

/** People by name; what was found before stays until the next answer is there. */
export function usePeople(text: string) {
  const { client, session } = useSession();
  return useInfiniteQuery({
    queryKey: ['people', text],
    queryFn: ({ pageParam }) =>
      pageParam === '' ? findPeople(client, text, session.configuration) : nextPeople(client, pageParam, session.configuration),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}
