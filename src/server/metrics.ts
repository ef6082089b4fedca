/** The figures of the server, for Prometheus: requests, how long they took, what waits, and the process itself. */
import type { Counter, Histogram, Registry } from 'prom-client';
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

/** Requests that are noted before the library is there. */
const mostEarly = 20_000;

/** What is noted for one kind of request: kept, so that a request costs two additions and no look-up by label. */
interface Series {
  readonly counter: Counter.Internal;
  readonly histogram: Histogram.Internal<string>;
}

interface Figures {
  readonly text: () => Promise<string>;
  readonly series: (method: string, route: string, status: number) => Series;
}

interface Noted {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
}

/** Starts counting. */
export function openMetrics(gauges: Gauges): Metrics {
  let early: Noted[] = [];
  let ready: Figures | undefined;
  const known = new Map<string, Series>();
  const note = (figures: Figures, { method, route, status, milliseconds }: Noted): void => {
    const key = `${status}${method}${route}`;
    let series = known.get(key);
    if (!series) {
      series = known.size < most ? figures.series(method, route, status) : figures.series('other', 'other', status);
      if (known.size < most * 2) known.set(key, series);
    }
    series.counter.inc();
    series.histogram.observe(milliseconds / 1000);
  };
  let making: Promise<Figures> | undefined;
  const figures = (): Promise<Figures> => {
    making ??= makeFigures(gauges).then((made) => {
      ready = made;
      for (const noted of early) note(made, noted);
      early = [];
      return made;
    });
    return making;
  };
  return {
    count(method, route, status, milliseconds) {
      const noted = { method, route, status, milliseconds };
      if (ready) note(ready, noted);
      else if (early.length < mostEarly) early.push(noted);
    },
    text: async () => (await figures()).text(),
    begin: () => void figures(),
  };
}

async function makeFigures({ running, pressure }: Gauges): Promise<Figures> {
  const { default: prometheus } = await import('prom-client');
  const registry = new prometheus.Registry();
  const registers = [registry];
  const requests = new prometheus.Counter({
    name: 'proficio_http_requests_total',
    help: 'Requests answered, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new prometheus.Histogram({
    name: 'proficio_http_request_duration_seconds',
    help: 'Time from the request to its answer.',
    labelNames: ['method', 'route'],
    buckets,
    registers,
  });
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
    series: (method, route, status) => ({
      counter: requests.labels({ method, route, status }),
      histogram: durations.labels({ method, route }),
    }),
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
