/** The kinds of value that a flag or its variable can hold: what they are written as, and how text becomes a value. */
import { isIP } from 'node:net';

/** How text becomes a value. `read` answers undefined for what it does not take; `takes` then tells what it would. */
export interface Kind<Value> {
  /** What stands for the value in help texts; undefined for a flag without a value. */
  readonly placeholder: string | undefined;
  readonly takes: string;
  readonly read: (text: string) => Value | undefined;
  /** True if the value may hold a password, which is then not repeated. */
  readonly secret?: true;
}

const guidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const text: Kind<string> = { placeholder: 'TEXT', takes: 'some text', read: (value) => value || undefined };

/** A secret that callers send. */
export const token: Kind<string> = {
  placeholder: 'TOKEN',
  takes: 'at least 16 visible characters',
  secret: true,
  read: (value) => (/^[\x21-\x7e]{16,}$/.test(value) ? value : undefined),
};

/** True or false; on the command line it stands alone, with `no-` before it for false. */
export const toggle: Kind<boolean> = {
  placeholder: undefined,
  takes: 'true or false',
  read: (value) =>
    ({ true: true, 1: true, on: true, yes: true, false: false, 0: false, off: false, no: false })[value.toLowerCase()],
};

export const file: Kind<string> = { placeholder: 'FILE', takes: 'a path', read: (value) => value || undefined };
export const folder: Kind<string> = { placeholder: 'DIR', takes: 'a path', read: (value) => value || undefined };

/** A lower-case GUID. */
export const guid: Kind<string> = {
  placeholder: 'GUID',
  takes: 'a GUID such as 00000000-0000-4000-8000-000000000001',
  read: (value) => (guidForm.test(value) ? value.toLowerCase() : undefined),
};

/** Two GUIDs or more, joined by commas. */
export const guids: Kind<readonly string[]> = {
  placeholder: 'GUID,GUID',
  takes: 'two GUIDs or more, joined by commas',
  read(value) {
    const parts = value.split(',').map((part) => guid.read(part.trim()));
    return parts.length > 1 && parts.every((part) => part !== undefined) ? parts : undefined;
  },
};

/** A TCP port; 0 takes a free one. */
export const portOrOff: Kind<number | 'off'> = {
  placeholder: 'PORT',
  takes: 'a port from 0 (any free one) to 65535, or off',
  read(value) {
    if (value === 'off') return 'off';
    return /^\d{1,5}$/.test(value) && Number(value) <= 65_535 ? Number(value) : undefined;
  },
};

/** A whole number between two bounds. */
export function wholeNumber(least: number, most: number): Kind<number> {
  return {
    placeholder: 'N',
    takes: `a whole number from ${least} to ${most}`,
    read: (value) => (/^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most ? Number(value) : undefined),
  };
}

/** One of a few words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Kind<Word> {
  return { placeholder: words.join('|'), takes: words.join(' or '), read: (value) => words.find((word) => word === value) };
}

/** An origin: scheme, host and port, without a path. */
export const origin: Kind<string> = {
  placeholder: 'URL',
  takes: 'an http or https URL without a path, such as https://people.example.com',
  read(value) {
    const url = webUrl.read(value) === undefined ? undefined : new URL(value);
    return url && url.pathname === '/' && url.search === '' && url.hash === '' ? url.origin : undefined;
  },
};

export const webUrl: Kind<string> = {
  placeholder: 'URL',
  takes: 'an http or https URL',
  read: (value) => (/^https?:\/\//i.test(value) && URL.canParse(value) ? value : undefined),
};

export const databaseUrl: Kind<string> = {
  placeholder: 'URL',
  takes: 'sqlite:FILE or postgres://user:password@host:port/name',
  secret: true,
  read(value) {
    if (/^sqlite:./.test(value)) return value;
    // Several servers stand with commas between, which is no URL as others know it.
    const one = value.replace(/^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?[^,/?#]+),[^/?#]*/, '$1');
    return /^postgres(ql)?:\/\/./.test(value) && URL.canParse(one) ? value : undefined;
  },
};

export const host: Kind<string> = {
  placeholder: 'HOST',
  takes: 'a host name or an address',
  read: (value) => (isIP(value) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(value) ? value : undefined),
};

/** A fact about callers and the claims it is read from, as `tenant=tid`. */
export const claim: Kind<readonly [fact: string, claims: readonly string[]]> = {
  placeholder: 'FACT=CLAIM,...',
  takes: 'a fact and the claims that tell it, such as person=sub',
  read(value) {
    const [, fact, claims] = /^([a-zA-Z]+)=(\S+)$/.exec(value) ?? [];
    return fact === undefined || claims === undefined ? undefined : [fact, claims.split(',').filter((name) => name !== '')];
  },
};
