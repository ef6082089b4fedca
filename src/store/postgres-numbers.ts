/** Numbers in PostgreSQL, computed as IEEE 754 and `odata/number.ts` have it. */
import type { Written } from './postgres-function.ts';

/** Half of the greatest double, exactly. */
const halfGreatest = '8.988465674311579e307';

/** Sums of doubles below this are within range. */
const harmless = '8e307';

// PostgreSQL fails where doubles overflow or vanish; here they become infinite, or zero. Adding zero turns -0 into 0.
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

/** NaN is equal to nothing, and neither greater nor less. */
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
};

/** From text and back: what cannot be read is null. */
const casts: Readonly<Record<string, Written>> = {
  // A whole number beyond 53 bits: so many times a power of two that is not greater than it has factors of two.
  odata_digits: {
    takes: 'a float8, twos int',
    gives: 'text',
    inline: '((a / power(2::float8, twos))::bigint::numeric * power(2::numeric, twos))::numeric(1000, 0)::text',
  },
  odata_number_text: {
    takes: 'a float8',
    gives: 'text',
    inline: `CASE WHEN a = 'NaN' THEN 'NaN' WHEN a = 'Infinity' THEN 'INF' WHEN a = '-Infinity' THEN '-INF'
      WHEN abs(a) < 9007199254740992 THEN (a + 0)::text::numeric::text
      ELSE odata_digits(a, greatest(0, floor(ln(abs(a)) / ln(2::float8))::int - 54)) END`,
  },
  odata_whole: {
    takes: 'a float8, lowest float8, highest float8',
    gives: 'float8',
    inline: 'CASE WHEN odata_round(a) BETWEEN lowest AND highest THEN odata_round(a) END',
  },
  // PostgreSQL fails where a number is too great or too small for a double: the exponent, and where the first digit stands, tell which it is.
  odata_number_of: {
    takes: 'a text',
    gives: 'float8',
    body: `DECLARE
      parts text[] := regexp_match(a, '^([-+]{0,1})0*([0-9]*)([.](0*)[0-9]*){0,1}([eE]([-+]{0,1})0*([0-9]*)){0,1}$');
      exponent numeric;
    BEGIN
      IF a IN ('NaN', 'INF', '-INF') THEN RETURN replace(a, 'INF', 'Infinity')::float8; END IF;
      IF a !~ '^[-+]{0,1}[0-9]+([.][0-9]+){0,1}([eE][-+]{0,1}[0-9]+){0,1}$' THEN RETURN NULL; END IF;
      BEGIN
        RETURN a::float8 + 0;
      EXCEPTION WHEN numeric_value_out_of_range THEN
        exponent := (parts[6] || left('0' || parts[7], 10))::numeric;
        exponent := coalesce(exponent, 0) + CASE WHEN parts[2] = '' THEN -char_length(parts[4]) ELSE char_length(parts[2]) END;
        IF exponent < 0 THEN RETURN 0; END IF;
        RETURN (parts[1] || 'Infinity')::float8;
      END;
    END`,
  },
  odata_whole_of: {
    takes: 'a text, bits int',
    gives: 'float8',
    inline: `CASE WHEN a ~ '^[-+]{0,1}[0-9]{1,19}$' THEN
      CASE WHEN a::numeric BETWEEN -power(2::numeric, bits - 1) AND power(2::numeric, bits - 1) - 1 THEN a::float8 + 0 END END`,
  },
};

export const numberFunctions: Readonly<Record<string, Written>> = { ...arithmetic, ...comparisons, ...casts };
