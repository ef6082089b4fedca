/** OpenTelemetry traces: one span a request, sent where OTEL_EXPORTER_OTLP_ENDPOINT says; the library is loaded only then. */
import type { Context } from '@opentelemetry/api';
import type { RawReply, RawRequest } from '../odata/raw.ts';
import { routeOf } from './route.ts';

export interface Tracing {
  readonly trace: (raw: RawRequest, carryOut: () => Promise<RawReply>) => Promise<RawReply>;
  /** Sends what is still to be sent. */
  readonly close: () => Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Undefined unless the environment names an endpoint. Throws an Error that says what to install where the library is missing. */
export async function openTracing(environment: Environment): Promise<Tracing | undefined> {
  if (!environment.OTEL_EXPORTER_OTLP_ENDPOINT && !environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) return undefined;
  const [api, { OTLPTraceExporter }, { resourceFromAttributes }, sdk] = await load();
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = api;
  const provider = new sdk.BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': environment.OTEL_SERVICE_NAME ?? 'proficio' }),
    spanProcessors: [new sdk.BatchSpanProcessor(new OTLPTraceExporter())],
  });
  const tracer = provider.getTracer('proficio');

  /** The caller's span, of which this one is part (W3C Trace Context 3.2). */
  function contextOf(header: string | undefined): Context {
    const [, traceId, spanId, flags] = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})/.exec(header ?? '') ?? [];
    if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
    return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true });
  }

  return {
    async trace(raw, carryOut) {
      const route = routeOf(raw);
      const attributes = { 'http.request.method': raw.method, 'http.route': route, 'proficio.request_id': raw.requestId };
      const span = tracer.startSpan(
        `${raw.method} ${route}`,
        { kind: SpanKind.SERVER, attributes },
        contextOf(raw.headers.traceparent),
      );
      const reply = await carryOut();
      span.setAttribute('http.response.status_code', reply.status);
      if (reply.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
      return reply;
    },
    close: () => provider.shutdown(),
  };
}

const packages = [
  '@opentelemetry/api',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace-base',
];

async function load() {
  try {
    return await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/sdk-trace-base'),
    ]);
  } catch (cause) {
    throw new Error(`OTEL_EXPORTER_OTLP_ENDPOINT asks for traces, which take npm install ${packages.join(' ')}`, { cause });
  }
}
