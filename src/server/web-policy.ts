/** What pages of the web app may load and whom they may ask: this origin, and where people sign in. */
import { discoveryBase } from './keys.ts';

/** The hash of nothing: the app makes empty style elements and fills them rule by rule, which no policy stands against. */
export const emptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/** @param elsewhere other origins that may be asked; nothing written into the page is run, or styles it but for `style` */
export function contentPolicy(elsewhere: readonly string[], style: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${style}`,
    "img-src 'self'",
    "font-src 'self'",
    ["connect-src 'self'", ...elsewhere].join(' '),
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** What a browser asks of an issuer by itself, as its discovery document names it. */
const asked = ['token_endpoint', 'userinfo_endpoint', 'jwks_uri'] as const;

/** Milliseconds. */
const times = { kept: 600_000, untilNextTry: 30_000, timeout: 3000 } as const;

/**
 * The origins at which a browser signs people in: the issuer's own, and others that its discovery document names. Some issuers
 * hand out tokens at another host. Never rejects: while the issuer cannot be asked, its own origin has to do.
 */
export function signInOrigins(issuer: string, now: () => number): () => Promise<readonly string[]> {
  let known: readonly string[] = [new URL(issuer).origin];
  let pending: Promise<void> | undefined;
  let due = 0;
  const ask = async () => {
    const signal = AbortSignal.timeout(times.timeout);
    const response = await fetch(`${discoveryBase(issuer)}/.well-known/openid-configuration`, { signal });
    // Whatever the issuer answers; what is no address is left out below.
    const document = (response.ok ? await response.json() : {}) as Readonly<Record<string, unknown>>;
    const origins = asked
      .map((name) => document[name])
      .filter((address) => typeof address === 'string' && URL.canParse(address))
      .map((address) => new URL(String(address)).origin);
    known = [...new Set([new URL(issuer).origin, ...origins])];
    due = now() + times.kept;
  };
  return async () => {
    if (now() >= due) {
      due = now() + times.untilNextTry;
      pending = ask().catch(() => undefined);
    }
    await pending;
    return known;
  };
}
