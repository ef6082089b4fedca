/** The functions that expressions need and PostgreSQL lacks; `sqlite-functions.ts` has the same, and both are tested against `evaluate`. */
import { create, type Written } from './postgres-function.ts';
import { numberFunctions } from './postgres-numbers.ts';
import { timeFunctions } from './postgres-times.ts';

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
  odata_guid_of: {
    takes: 'a text',
    gives: 'text',
    inline: "CASE WHEN lower(a) ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN lower(a) END",
  },
};

/** Structured values and collections, as JSON (`odata/structure.ts`). */
const structures: Readonly<Record<string, Written>> = {
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
 * PostgreSQL 18, by that of ICU before; a server built without either maps as its locale does.
 */
const caseMapping = `DO $$
  DECLARE
    by_unicode text := coalesce((SELECT format(' COLLATE %I', collname) FROM pg_collation WHERE collname IN ('pg_unicode_fast', 'und-x-icu')
      ORDER BY collname = 'pg_unicode_fast' DESC LIMIT 1), '');
  BEGIN
    EXECUTE format('CREATE FUNCTION odata_lower(a text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS %L',
      format('SELECT lower(a%s)', by_unicode));
    EXECUTE format('CREATE FUNCTION odata_upper(a text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS %L',
      format('SELECT upper(a%s)', by_unicode));
  END $$`;

/** A condition that fails once its statement has taken too long, with a state that tells what is too intricate to carry out. */
const patience = [
  `CREATE FUNCTION odata_too_long() RETURNS boolean LANGUAGE plpgsql PARALLEL SAFE AS
    $$BEGIN RAISE EXCEPTION 'it takes too long (at most 5 seconds)' USING ERRCODE = 'statement_too_complex'; END$$`,
  `CREATE FUNCTION odata_in_time() RETURNS boolean LANGUAGE sql VOLATILE PARALLEL SAFE AS
    $$SELECT CASE WHEN clock_timestamp() < statement_timestamp() + INTERVAL '5 seconds' THEN TRUE ELSE odata_too_long() END$$`,
];

const named: Readonly<Record<string, Written>> = { ...numberFunctions, ...timeFunctions, ...texts, ...structures };

/** Functions that databases made before may have in an older form. */
const mended: readonly string[] = [
  'odata_number_of',
  'odata_whole_of',
  'odata_date_ticks',
  'odata_instant_of',
  'odata_time_of',
  'odata_duration_of',
];

/** The statements that make those anew. */
export const mendedFunctions: readonly string[] = Object.entries(named)
  .filter(([name]) => mended.includes(name))
  .map(([name, written]) => create(name, written));

/** The statements that make the functions, each after those that it calls. */
export const postgresFunctions: readonly string[] = [
  ...Object.entries(named).map(([name, written]) => create(name, written)),
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
