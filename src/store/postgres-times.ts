/** Dates, instants, times of day and durations in PostgreSQL, as canonical text and ticks of 100 ns (`odata/instant.ts`). */
import type { Written } from './postgres-function.ts';

const day = 864_000_000_000;

const times: Readonly<Record<string, Written>> = {
  odata_date_ticks: {
    takes: 'a text',
    gives: 'bigint',
    // A literal may be of the year 0, which PostgreSQL calls -1.
    inline: `(make_date(coalesce(nullif(substr(a, 1, 4)::int, 0), -1), substr(a, 6, 2)::int, substr(a, 9, 2)::int) - make_date(1970, 1, 1))::bigint * ${day}`,
  },
  odata_instant_ticks: {
    takes: 'a text',
    gives: 'bigint',
    inline: `odata_date_ticks(a) + ((substr(a, 12, 2)::bigint * 60 + substr(a, 15, 2)::bigint) * 60 + substr(a, 18, 2)::bigint) * 10000000
      + substr(a, 21, 7)::bigint`,
  },
  odata_date_of_ticks: {
    takes: 'ticks numeric',
    gives: 'text',
    inline: `CASE WHEN ticks BETWEEN -621355968000000000 AND 2534023007999999999
      THEN to_char(make_date(1970, 1, 1) + floor(ticks / ${day})::int, 'YYYY-MM-DD') END`,
  },
  odata_instant_of_ticks: {
    takes: 'ticks numeric',
    gives: 'text',
    body: `DECLARE
      rest bigint;
      seconds bigint;
    BEGIN
      IF ticks NOT BETWEEN -621355968000000000 AND 2534023007999999999 THEN RETURN NULL; END IF;
      rest := mod(mod(ticks, ${day}) + ${day}, ${day});
      seconds := rest / 10000000;
      RETURN odata_date_of_ticks(ticks) || 'T' || lpad((seconds / 3600)::text, 2, '0') || ':' || lpad((seconds / 60 % 60)::text, 2, '0')
        || ':' || lpad((seconds % 60)::text, 2, '0') || '.' || lpad((rest % 10000000)::text, 7, '0') || 'Z';
    END`,
  },
  // The offset, if there is one, is taken away, a leap second is the one that follows it, and digits beyond the seventh stand behind the Z.
  odata_instant_of: {
    takes: 'a text',
    gives: 'text',
    body: `DECLARE
      parts text[] := regexp_match(upper(a),
        '^(-0000|[0-9]{4}|10000)-([0-9]{2})-([0-9]{2})T([01][0-9]|2[0-3]):([0-5][0-9])(:([0-5][0-9]|60)([.]([0-9]{1,12})){0,1}){0,1}(Z|([+-])([01][0-9]|2[0-3]):([0-5][0-9])){0,1}$');
      year int := parts[1]::int;
      month int := parts[2]::int;
      day int := parts[3]::int;
      minutes int := parts[4]::int * 60 + parts[5]::int - coalesce((parts[11] || '1')::int * (parts[12]::int * 60 + parts[13]::int), 0);
      digits text := coalesce(parts[9], '');
      start date;
      found text;
    BEGIN
      IF parts IS NULL OR month NOT BETWEEN 1 AND 12 OR day < 1 THEN RETURN NULL; END IF;
      start := make_date(CASE WHEN year = 0 THEN -1 ELSE year END, month, 1);
      IF day > extract(day FROM start + INTERVAL '1 month' - INTERVAL '1 day') THEN RETURN NULL; END IF;
      found := odata_instant_of_ticks((start - make_date(1970, 1, 1) + day - 1)::numeric * ${day}
        + (minutes::numeric * 60 + coalesce(parts[7]::int, 0)) * 10000000);
      RETURN left(found, 20) || rpad(left(digits, 7), 7, '0') || 'Z' || rtrim(substr(digits, 8), '0');
    END`,
  },
  odata_duration_of: {
    takes: 'a text',
    gives: 'bigint',
    body: `DECLARE
      parts text[] := regexp_match(a,
        '^(-{0,1})P(([0-9]{1,9})D){0,1}(T(([0-9]{1,11})H){0,1}(([0-9]{1,13})M){0,1}(([0-9]{1,15})([.]([0-9]{1,12})){0,1}S){0,1}){0,1}$', 'i');
      ticks numeric := (((coalesce(parts[3]::numeric, 0) * 24 + coalesce(parts[6]::numeric, 0)) * 60 + coalesce(parts[8]::numeric, 0)) * 60
        + coalesce(parts[10]::numeric, 0)) * 10000000 + rpad(left(coalesce(parts[12], ''), 7), 7, '0')::numeric;
    BEGIN
      IF parts IS NULL OR ticks >= 9223372036854775808 THEN RETURN NULL; END IF;
      RETURN CASE WHEN parts[1] = '-' THEN -ticks ELSE ticks END;
    END`,
  },
  odata_duration_text: {
    takes: 'ticks bigint',
    gives: 'text',
    body: `DECLARE
      days bigint := abs(ticks) / ${day};
      rest bigint := abs(ticks) % ${day};
      digits text := rtrim(lpad((rest % 10000000)::text, 7, '0'), '0');
      seconds bigint := rest / 10000000;
      clock text := coalesce(nullif(seconds / 3600, 0) || 'H', '') || coalesce(nullif(seconds / 60 % 60, 0) || 'M', '')
        || CASE WHEN seconds % 60 = 0 AND digits = '' THEN '' ELSE seconds % 60 || coalesce('.' || nullif(digits, ''), '') || 'S' END;
    BEGIN
      RETURN CASE WHEN ticks < 0 THEN '-' ELSE '' END || 'P' || coalesce(nullif(days, 0) || 'D', '')
        || CASE WHEN clock <> '' THEN 'T' || clock WHEN days = 0 THEN 'T0S' ELSE '' END;
    END`,
  },
  odata_seconds: { takes: 'ticks bigint', gives: 'float8', inline: '(ticks::numeric * 0.0000001)::float8' },
  odata_date_add: {
    takes: 'a text, ticks bigint',
    gives: 'text',
    inline: 'odata_date_of_ticks(odata_date_ticks(a)::numeric + ticks)',
  },
  odata_instant_add: {
    takes: 'a text, ticks bigint',
    gives: 'text',
    inline: 'odata_instant_of_ticks(odata_instant_ticks(a)::numeric + ticks)',
  },
  odata_ticks_add: {
    takes: 'a bigint, b bigint',
    gives: 'bigint',
    inline: 'CASE WHEN abs(a::numeric + b) < 9223372036854775808 THEN (a::numeric + b)::bigint END',
  },
  odata_whole_ticks: {
    takes: 'a float8',
    gives: 'bigint',
    inline: 'CASE WHEN abs(a) < 9223372036854775808 THEN trunc(a)::bigint END',
  },
  odata_ticks_key: {
    takes: 'ticks bigint',
    gives: 'text',
    inline: "lpad((ticks::numeric + 9223372036854775808)::text, 20, '0')",
  },
};

/** Text that is a date or a time of day as they are kept; null for all else. */
const casts: Readonly<Record<string, Written>> = {
  odata_date_of: {
    takes: 'a text',
    gives: 'text',
    body: `DECLARE
      year int;
      month int;
    BEGIN
      IF a !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN RETURN NULL; END IF;
      year := substr(a, 1, 4)::int;
      month := substr(a, 6, 2)::int;
      IF year = 0 OR month NOT BETWEEN 1 AND 12 THEN RETURN NULL; END IF;
      IF substr(a, 9, 2)::int NOT BETWEEN 1 AND extract(day FROM make_date(year, month, 1) + INTERVAL '1 month' - INTERVAL '1 day')
        THEN RETURN NULL;
      END IF;
      RETURN a;
    END`,
  },
  odata_time_of: {
    takes: 'a text',
    gives: 'text',
    inline: `CASE WHEN a ~ '^([01][0-9]|2[0-3]):[0-5][0-9](:([0-5][0-9]|60)([.][0-9]{1,12}){0,1}){0,1}$'
      THEN substr(a, 1, 5) || ':' || rpad(substr(a, 7, 2), 2, '0') || '.' || rpad(substr(a, 10, 7), 7, '0') || rtrim(substr(a, 17), '0') END`,
  },
};

export const timeFunctions: Readonly<Record<string, Written>> = { ...times, ...casts };
