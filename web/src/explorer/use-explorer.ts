/** Sends the explorer's requests, and fetches what it completes addresses from. */
import { ResponseType } from '@microsoft/microsoft-graph-client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSession } from '../session/session-context.ts';
import { pathsOf } from './completion.ts';
import { type ExplorerRequest, readHeaders, takesBody } from './request.ts';

export interface ExplorerAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly milliseconds: number;
  readonly headers: readonly (readonly [string, string])[];
  /** JSON is laid out for reading. */
  readonly body: string;
}

export function useApiPaths() {
  const { session } = useSession();
  return useQuery({
    queryKey: ['openapi'],
    queryFn: async () => {
      const response = await fetch('/openapi.json', { headers: { accept: 'application/json' } });
      if (!response.ok) throw new Error(`/openapi.json: ${response.status}`);
      return pathsOf(await response.json(), session.configuration.apiBase);
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useSend() {
  const { client } = useSession();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ method, url, headers, body }: ExplorerRequest): Promise<ExplorerAnswer> => {
      const [, version = 'beta', path = '/'] = /^\/([^/]+)(\/.*)?$/.exec(url) ?? [];
      const request = client.api(path).version(version).headers(readHeaders(headers).headers).responseType(ResponseType.RAW);
      const content = takesBody(method) && body.trim() !== '' ? body : undefined;
      const started = performance.now();
      const response: Response = await send[method](request, content);
      const text = await response.text();
      return {
        status: response.status,
        statusText: response.statusText,
        milliseconds: performance.now() - started,
        headers: [...response.headers],
        body: laidOut(text),
      };
    },
    // Whatever was changed by hand shall be seen on the other pages.
    onSuccess: (_, { method }) => (method === 'GET' ? undefined : queries.invalidateQueries()),
  });
}

type Request = ReturnType<ReturnType<typeof useSession>['client']['api']>;

const send = {
  GET: (request: Request) => request.get(),
  POST: (request: Request, body: string | undefined) => request.post(body),
  PATCH: (request: Request, body: string | undefined) => request.patch(body),
  PUT: (request: Request, body: string | undefined) => request.put(body),
  DELETE: (request: Request) => request.delete(),
} as const;

function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
