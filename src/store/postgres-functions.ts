/** The functions that expressions need and PostgreSQL lacks; `sqlite-functions.ts` has the same, and both are tested against `evaluate`. */

/** Half of the greatest double, exactly. */
const halfGreatest = '8.988465674311579e307';

/** Sums of doubles below this are within range. */
const harmless = '8e307';

/** A function as a migration makes it. `inline` is one expression, `body` a block. All are null if an argument is, unless said otherwise. */
type Written = {
  readonly takes: string;
  readonly gives: string;
  /** Null arguments are the function's own matter. */
  readonly nulls?: 'taken';
} & ({ readonly inline: string } | { readonly body: string });

// PostgreSQL fails where doubles overflow or vanish; here they become infinite, or zero, as IEEE 754 has it. Adding zero turns -0 into 0.
const arithmetic: Readonly<Record<string, Written>> = {
  odata_add: {
    takes: 'a float8, b float8',
    gives: 'float8',
    inline: `CASE
      WHEN greatest(abs(a), abs(b)) < ${harmless} OR least(abs(a), abs(b)) < 1 OR greatest(abs(a), abs(b)) >= 'Infinity' THEN a + b + 0
      WHEN abs(a / 2 + b / 2) > ${halfGreatest} THEN CASE WHEN a > 0 THEN 'Infinity'::float8 ELSE '-Infinity'::float8 END
      ELSE a + b + 0 END`,
  },
  odata_sub: { takes: 'a float8, b float8', gives: 'float8', inline: 'odata_add(a, -b)' },
  odata_mul: {
    takes: 'a float8, b float8',
    gives: 'float8',
    body: `BEGIN
      IF abs(a) BETWEEN 1e-150 AND 1e150 AND abs(b) BETWEEN 1e-150 AND 1e150 THEN RETURN a * b + 0; END IF;
      BEGIN
        RETURN a * b + 0;
      EXCEPTION WHEN numeric_value_out_of_range THEN
        IF abs(a) < 1 THEN RETURN 0; END IF;
        RETURN CASE WHEN (a > 0) = (b > 0) THEN 'Infinity'::float8 ELSE '-Infinity'::float8 END;
      END;
    END`,
  },
  odata_div: {
    takes: 'a float8, b float8',
    gives: 'float8',
    body: `BEGIN
      IF b = 0 THEN
        RETURN CASE WHEN a = 'NaN' OR a = 0 THEN 'NaN'::float8 WHEN a > 0 THEN 'Infinity'::float8 ELSE '-Infinity'::float8 END;
      END IF;
      IF abs(a) BETWEEN 1e-150 AND 1e150 AND abs(b) BETWEEN 1e-150 AND 1e150 THEN RETURN a / b + 0; END IF;
      BEGIN
        RETURN a / b + 0;
      EXCEPTION WHEN numeric_value_out_of_range THEN
        IF abs(b) > 1 THEN RETURN 0; END IF;
        RETURN CASE WHEN (a > 0) = (b > 0) THEN 'Infinity'::float8 ELSE '-Infinity'::float8 END;
      END;
    END`,
  },
  odata_idiv: {
    takes: 'a float8, b float8',
    gives: 'float8',
    inline: 'CASE WHEN b <> 0 THEN trunc(odata_div(a, b)) + 0 END',
  },
  // Every step is exact: what is taken away is at least half of what it is taken from.
  odata_mod: {
    takes: 'a float8, b float8',
    gives: 'float8',
    body: `DECLARE
      rest float8 := abs(a);
      part float8 := abs(b);
      doubled int := 0;
    BEGIN
      IF b = 0 THEN RETURN NULL; END IF;
      IF b = 'NaN' OR abs(a) >= 'Infinity' THEN RETURN 'NaN'; END IF;
      IF part = 'Infinity' THEN RETURN a + 0; END IF;
      WHILE rest - part >= part LOOP
        part := part * 2;
        doubled := doubled + 1;
      END LOOP;
      LOOP
        IF rest >= part THEN rest := rest - part; END IF;
        EXIT WHEN doubled = 0;
        part := part / 2;
        doubled := doubled - 1;
      END LOOP;
      RETURN CASE WHEN a < 0 THEN -rest ELSE rest END + 0;
    END`,
  },
  odata_round: {
    takes: 'a float8',
    gives: 'float8',
    inline: 'sign(a) * (floor(abs(a)) + CASE WHEN abs(a) - floor(abs(a)) >= 0.5 THEN 1 ELSE 0 END) + 0',
  },
  odata_clamp: {
    takes: 'a float8',
    gives: 'float8',
    inline: "CASE WHEN a <> 'NaN' THEN greatest(least(a, 1.7976931348623157e308), -1.7976931348623157e308) END",
  },
};

const comparisons: Readonly<Record<string, Written>> = {
  odata_number_eq: {
    takes: 'a float8, b float8',
    gives: 'boolean',
    nulls: 'taken',
    inline: "a IS NOT DISTINCT FROM b AND a IS DISTINCT FROM 'NaN'",
  },
  odata_number_gt: {
    takes: 'a float8, b float8',
    gives: 'boolean',
    nulls: 'taken',
    inline: "coalesce(a > b AND a <> 'NaN' AND b <> 'NaN', FALSE)",
  },
  odata_number_ge: {
    takes: 'a float8, b float8',
    gives: 'boolean',
    nulls: 'taken',
    inline: "coalesce(a >= b AND a <> 'NaN' AND b <> 'NaN', a IS NULL AND b IS NULL)",
  },
  // JSON that equal values share: without null members, and with the members of collections in one order.
  odata_identity: {
    takes: 'a jsonb',
    gives: 'jsonb',
    body: `BEGIN
      RETURN CASE jsonb_typeof(a)
        WHEN 'array' THEN (SELECT coalesce(jsonb_agg(m.value ORDER BY m.value), '[]'::jsonb)
          FROM (SELECT odata_identity(value) AS value FROM jsonb_array_elements(a)) m)
        WHEN 'object' THEN (SELECT coalesce(jsonb_object_agg(key, odata_identity(value)), '{}'::jsonb)
          FROM jsonb_each(a) WHERE jsonb_typeof(value) <> 'null')
        ELSE a END;
    END`,
  },
  odata_key: {
    takes: 'a jsonb',
    gives: 'jsonb',
    inline: "CASE WHEN jsonb_typeof(a) IN ('array', 'object') THEN odata_identity(a) ELSE a END",
  },
  odata_same: {
    takes: 'a text, b text',
    gives: 'boolean',
    nulls: 'taken',
    inline: 'odata_identity(a::jsonb) IS NOT DISTINCT FROM odata_identity(b::jsonb)',
  },
};

/** Null is as great as null; for each type that is compared. */
const asGreat: readonly Written[] = ['text', 'float8', 'bigint', 'boolean'].map((type) => ({
  takes: `a ${type}, b ${type}`,
  gives: 'boolean',
  nulls: 'taken',
  inline: `coalesce(a ${type === 'text' ? 'COLLATE "C" ' : ''}>= b, a IS NULL AND b IS NULL)`,
}));

const texts: Readonly<Record<string, Written>> = {
  odata_endswith: { takes: 'a text, b text', gives: 'boolean', inline: "b = '' OR right(a, char_length(b)) = b" },
  odata_substring: {
    takes: 'a text, start float8, length float8',
    gives: 'text',
    body: `DECLARE
      begins float8 := CASE WHEN start < 0 THEN greatest(char_length(a) + start, 0) ELSE least(start, 1e9) END;
      ends float8 := trunc(begins + least(length, 1e9));
    BEGIN
      IF length < 0 THEN RETURN NULL; END IF;
      RETURN substr(a, trunc(begins)::int + 1, greatest(ends - trunc(begins), 0)::int);
    END`,
  },
  odata_flags: {
    takes: 'names text, members text',
    gives: 'bigint',
    inline: `(SELECT CASE WHEN bool_and(m.value IS NOT NULL) THEN bit_or(m.value::bigint) END
      FROM unnest(string_to_array(names, ',')) AS n(name) LEFT JOIN json_each_text(members::json) AS m(key, value) ON m.key = n.name)`,
  },
  odata_names: {
    takes: 'flags bigint, members text',
    gives: 'text',
    inline: `coalesce(
      (SELECT m.key FROM json_each_text(members::json) AS m(key, value) WHERE m.value::bigint = flags LIMIT 1),
      (SELECT CASE WHEN coalesce(bit_or(m.value::bigint), 0) = flags THEN coalesce(string_agg(m.key, ',' ORDER BY m.value::bigint), '') END
        FROM json_each_text(members::json) AS m(key, value) WHERE m.value::bigint <> 0 AND (flags & m.value::bigint) = m.value::bigint))`,
  },
  odata_has: { takes: 'a bigint, b bigint', gives: 'boolean', inline: '(a & b) = b' },
};

/** From text to other types and back: what cannot be read is null. */
const casts: Readonly<Record<string, Written>> = {
  odata_number_text: {
    takes: 'a float8',
    gives: 'text',
    inline: `CASE WHEN a = 'NaN' THEN 'NaN' WHEN a = 'Infinity' THEN 'INF' WHEN a = '-Infinity' THEN '-INF'
      ELSE (a + 0)::text::numeric::text END`,
  },
  odata_whole: {
    takes: 'a float8, lowest float8, highest float8',
    gives: 'float8',
    inline: 'CASE WHEN odata_round(a) BETWEEN lowest AND highest THEN odata_round(a) END',
  },
  odata_number_of: {
    takes: 'a text',
    gives: 'float8',
    inline: "CASE WHEN a ~ '^-{0,1}[0-9]{1,17}([.][0-9]{1,20}){0,1}([eE][-+]{0,1}[0-9]{1,2}){0,1}$' THEN a::float8 + 0 END",
  },
  odata_whole_of: {
    takes: 'a text, lowest float8, highest float8',
    gives: 'float8',
    inline: `CASE WHEN a ~ '^-{0,1}[0-9]{1,18}$' THEN odata_whole(a::float8, lowest, highest) END`,
  },
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
    inline: `CASE WHEN a ~ '^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,12}){0,1}){0,1}$'
      THEN substr(a, 1, 5) || ':' || rpad(substr(a, 7, 2), 2, '0') || '.' || rpad(substr(a, 10, 7), 7, '0') || rtrim(substr(a, 17), '0') END`,
  },
  odata_guid_of: {
    takes: 'a text',
    gives: 'text',
    inline: "CASE WHEN lower(a) ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN lower(a) END",
  },
};

const day = 864_000_000_000;

/** Ticks of 100 ns, and instants and dates as canonical text (`odata/instant.ts`). */
const times: Readonly<Record<string, Written>> = {
  odata_date_ticks: {
    takes: 'a text',
    gives: 'bigint',
    inline: `(make_date(substr(a, 1, 4)::int, substr(a, 6, 2)::int, substr(a, 9, 2)::int) - make_date(1970, 1, 1))::bigint * ${day}`,
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
  // The offset is taken away, a leap second is the one that follows it, and digits beyond the seventh stand behind the Z.
  odata_instant_of: {
    takes: 'a text',
    gives: 'text',
    body: `DECLARE
      parts text[] := regexp_match(upper(a),
        '^([0-9]{4})-([0-9]{2})-([0-9]{2})T([01][0-9]|2[0-3]):([0-5][0-9])(:([0-5][0-9]|60)([.]([0-9]{1,12})){0,1}){0,1}(Z|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))$');
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
        '^(-{0,1})P(([0-9]{1,9})D){0,1}(T(([0-9]{1,11})H){0,1}(([0-9]{1,13})M){0,1}(([0-9]{1,15})([.]([0-9]{1,12})){0,1}S){0,1}){0,1}$');
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

const collections: Readonly<Record<string, Written>> = {
  odata_array: {
    takes: 'a json',
    gives: 'json',
    inline: "CASE WHEN json_typeof(a) = 'array' THEN a ELSE '[]'::json END",
  },
  odata_members: {
    takes: 'a text',
    gives: 'jsonb',
    inline: "CASE WHEN json_typeof(a::json) = 'array' THEN a::jsonb ELSE '[]'::jsonb END",
  },
  odata_hassubset: {
    takes: 'whole text, part text',
    gives: 'boolean',
    inline: `NOT EXISTS (
      SELECT 1 FROM (SELECT odata_key(value) AS value, count(*) AS n FROM jsonb_array_elements(odata_members(part)) GROUP BY 1) wanted
        LEFT JOIN (SELECT odata_key(value) AS value, count(*) AS n FROM jsonb_array_elements(odata_members(whole)) GROUP BY 1) there USING (value)
      WHERE wanted.n > coalesce(there.n, 0))`,
  },
  odata_hassubsequence: {
    takes: 'whole text, part text',
    gives: 'boolean',
    body: `DECLARE
      wanted jsonb := odata_members(part);
      found int := 0;
      member jsonb;
    BEGIN
      FOR member IN SELECT value FROM jsonb_array_elements(odata_members(whole)) LOOP
        IF odata_key(wanted -> found) = odata_key(member) THEN found := found + 1; END IF;
      END LOOP;
      RETURN found = jsonb_array_length(wanted);
    END`,
  },
};

/**
 * Full case mapping by the tables of Unicode, as ECMAScript has it, whatever the locale of the database: by its own collation since
 * PostgreSQL 18, by that of ICU before.
 */
const caseMapping = `DO $$
  DECLARE
    by_unicode text := (SELECT format('%I', collname) FROM pg_collation WHERE collname IN ('pg_unicode_fast', 'und-x-icu')
      ORDER BY collname = 'pg_unicode_fast' DESC LIMIT 1);
  BEGIN
    EXECUTE format('CREATE FUNCTION odata_lower(a text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS %L',
      format('SELECT lower(a COLLATE %s)', by_unicode));
    EXECUTE format('CREATE FUNCTION odata_upper(a text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS %L',
      format('SELECT upper(a COLLATE %s)', by_unicode));
  END $$`;

/** A condition that fails once its statement has taken too long, with a state that tells what is too intricate to carry out. */
const patience = [
  `CREATE FUNCTION odata_too_long() RETURNS boolean LANGUAGE plpgsql PARALLEL SAFE AS
    $$BEGIN RAISE EXCEPTION 'it takes too long (at most 5 seconds)' USING ERRCODE = 'statement_too_complex'; END$$`,
  `CREATE FUNCTION odata_in_time() RETURNS boolean LANGUAGE sql VOLATILE PARALLEL SAFE AS
    $$SELECT CASE WHEN clock_timestamp() < statement_timestamp() + INTERVAL '5 seconds' THEN TRUE ELSE odata_too_long() END$$`,
];

function create(name: string, written: Written): string {
  const { takes, gives, nulls } = written;
  const strict = nulls === 'taken' ? '' : ' STRICT';
  return 'inline' in written
    ? `CREATE FUNCTION ${name}(${takes}) RETURNS ${gives} LANGUAGE sql IMMUTABLE${strict} PARALLEL SAFE AS $$SELECT ${written.inline}$$`
    : `CREATE FUNCTION ${name}(${takes}) RETURNS ${gives} LANGUAGE plpgsql IMMUTABLE${strict} AS $$${written.body}$$`;
}

/** The statements that make the functions, each after those that it calls. */
export const postgresFunctions: readonly string[] = [
  ...Object.entries({ ...arithmetic, ...comparisons, ...texts, ...casts, ...times, ...collections }).map(([name, written]) =>
    create(name, written),
  ),
  ...asGreat.map((written) => create('odata_ge', written)),
  create('odata_array', {
    takes: 'a jsonb',
    gives: 'jsonb',
    inline: "CASE WHEN jsonb_typeof(a) = 'array' THEN a ELSE '[]'::jsonb END",
  }),
  ...patience,
  `CREATE FUNCTION odata_substring(a text, start float8) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS
    $$SELECT odata_substring(a, start, 1e9)$$`,
  caseMapping,
];
