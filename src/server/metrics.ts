/** The figures of the server, for Prometheus: requests, how long they took, what waits, and the process itself. */
import type { Registry } from 'prom-client';
import type { Pressure } from '../store/store.ts';

/** Where figures are read from when they are asked for. */
export interface Gauges {
  /** Requests being answered. */
  readonly running: () => number;
  readonly pressure: () => Pressure;
}

export interface Metrics {
  readonly count: (method: string, route: string, status: number, milliseconds: number) => void;
  /** The figures of this process. */
  readonly text: () => Promise<string>;
  /** Brings in the library that adds them up, unless it is there; what is noted before waits for it. */
  readonly begin: () => void;
}

/** Counts nothing, for servers that nobody watches. */
export const noMetrics: Metrics = { count() {}, text: async () => '', begin() {} };

export const metricsType = 'text/plain; version=0.0.4; charset=utf-8';

/** Upper bounds in seconds. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Routes that are told apart; made-up addresses beyond that are counted together. */
const most = 500;

/** Requests of one kind, and how many milliseconds those took that the library has not been told of: many at once cost a tenth. */
interface Kind {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly untold: number[];
}

/** Requests of a kind after which the library is told. */
const mostUntold = 256;

interface Figures {
  readonly text: () => Promise<string>;
  readonly tell: (kind: Kind) => void;
}

/** Finds the kind of a request; made-up addresses beyond `most` are one kind. */
function openKinds(): { readonly find: (method: string, route: string, status: number) => Kind; readonly all: Kind[] } {
  const all: Kind[] = [];
  // By route, which is one and the same text for all requests of a kind.
  const known = new Map<string, Kind[]>();
  const add = (method: string, route: string, status: number): Kind => {
    const kind: Kind = { method, route, status, untold: [] };
    all.push(kind);
    const ofRoute = known.get(route);
    if (ofRoute) ofRoute.push(kind);
    else known.set(route, [kind]);
    return kind;
  };
  const look = (method: string, route: string, status: number): Kind | undefined =>
    known.get(route)?.find((kind) => kind.status === status && kind.method === method);
  return {
    all,
    find(method, route, status) {
      const found = look(method, route, status);
      if (found) return found;
      if (all.length < most) return add(method, route, status);
      return look('other', 'other', status) ?? add('other', 'other', status);
    },
  };
}

/** Starts counting. */
export function openMetrics(gauges: Gauges): Metrics {
  const kinds = openKinds();
  let ready: Figures | undefined;
  let making: Promise<Figures> | undefined;
  const figures = (): Promise<Figures> => {
    making ??= makeFigures(gauges, kinds.all).then((made) => {
      ready = made;
      return made;
    });
    return making;
  };
  return {
    count(method, route, status, milliseconds) {
      const kind = kinds.find(method, route, status);
      if (kind.untold.push(milliseconds) >= mostUntold) ready?.tell(kind);
    },
    text: async () => (await figures()).text(),
    begin: () => void figures(),
  };
}

/** @param kinds whose requests are told of whenever figures are asked for */
async function makeFigures({ running, pressure }: Gauges, kinds: readonly Kind[]): Promise<Figures> {
  const { default: prometheus } = await import('prom-client');
  const registry = new prometheus.Registry();
  const registers = [registry];
  const requests = new prometheus.Counter({
    name: 'proficio_http_requests_total',
    help: 'Requests answered, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
    collect: () => kinds.forEach(tell),
  });
  const durations = new prometheus.Histogram({
    name: 'proficio_http_request_duration_seconds',
    help: 'Time from the request to its answer.',
    labelNames: ['method', 'route'],
    buckets,
    registers,
    collect: () => kinds.forEach(tell),
  });
  function tell({ method, route, status, untold }: Kind): void {
    if (untold.length === 0) return;
    requests.inc({ method, route, status }, untold.length);
    const duration = durations.labels({ method, route });
    for (const milliseconds of untold) duration.observe(milliseconds / 1000);
    untold.length = 0;
  }
  const gauge = (name: string, help: string, read: () => number) =>
    new prometheus.Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge('proficio_http_requests_running', 'Requests being answered.', running);
  gauge('proficio_database_connections_max', 'Connections to the database, at most.', () => pressure().connections);
  gauge('proficio_database_waiting', 'Statements and pieces of work that wait for the database.', () => pressure().waiting);
  const all = [registry, processRegistry(prometheus)];
  // From these the figures of all workers are gathered.
  prometheus.AggregatorRegistry.setRegistries(all);
  return {
    text: () => prometheus.Registry.merge(all).metrics(),
    tell,
  };
}

let ofProcess: Registry | undefined;

/** Memory, processor time, garbage collection and the delay of the event loop: measured once, however many servers there are. */
function processRegistry(prometheus: typeof import('prom-client')): Registry {
  if (ofProcess) return ofProcess;
  ofProcess = new prometheus.Registry();
  prometheus.collectDefaultMetrics({ register: ofProcess });
  return ofProcess;
}
