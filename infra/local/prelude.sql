-- Makes the names of the common dialect mean on DuckDB what they mean on Trino and Athena.
-- Only names that DuckDB lacks or reads differently; aggregates are never shadowed, because FILTER
-- would then fail or give wrong rows. A shadowed built-in stays reachable as system.main.<name>.

-- Times are UTC on every engine, and the quotient of two integers is an integer.
set global timezone = 'UTC';
set global integer_division = true;

-- Times --------------------------------------------------------------------------------------

-- Complete units; DuckDB's own date_diff counts the boundaries between them.
create or replace macro date_diff(unit, a, b) as date_sub(unit, a, b);

-- A date becomes a timestamp here and stays a date on Trino: cast the result.
create or replace macro date_add(unit, n, t) as t + case lower(unit)
    when 'millisecond' then to_milliseconds(cast(n as bigint))
    when 'second' then to_seconds(cast(n as bigint))
    when 'minute' then to_minutes(cast(n as bigint))
    when 'hour' then to_hours(cast(n as bigint))
    when 'day' then to_days(cast(n as integer))
    when 'week' then to_weeks(cast(n as integer))
    when 'month' then to_months(cast(n as integer))
    when 'quarter' then to_quarters(cast(n as integer))
    when 'year' then to_years(cast(n as integer))
    else error('date_add: unknown unit ' || unit)
end;

-- Trino keeps milliseconds and drops the rest.
create or replace macro from_iso8601_timestamp(s) as
    date_trunc('millisecond', cast(s as timestamp with time zone));

create or replace macro from_unixtime(seconds) as to_timestamp(seconds);

create or replace macro to_unixtime(t) as epoch(t);

-- Monday is 1 and Sunday is 7.
create or replace macro day_of_week(t) as isodow(t);

-- Numbers ------------------------------------------------------------------------------------

-- Null as soon as one argument is null; DuckDB's own ignore nulls.
create or replace macro greatest(a, b) as
    case when a is not null and b is not null then system.main.greatest(a, b) end,
(a, b, c) as
    case when a is not null and b is not null and c is not null
    then system.main.greatest(a, b, c) end,
(a, b, c, d) as
    case when a is not null and b is not null and c is not null and d is not null
    then system.main.greatest(a, b, c, d) end;

create or replace macro least(a, b) as
    case when a is not null and b is not null then system.main.least(a, b) end,
(a, b, c) as
    case when a is not null and b is not null and c is not null
    then system.main.least(a, b, c) end,
(a, b, c, d) as
    case when a is not null and b is not null and c is not null and d is not null
    then system.main.least(a, b, c, d) end;

-- Outside their domain these give infinity or NaN; DuckDB's own stop the query.
create or replace macro ln(x) as case
    when x = 0 then cast('-infinity' as double)
    when x < 0 then cast('nan' as double)
    else system.main.ln(x)
end;

create or replace macro sqrt(x) as case
    when x < 0 then cast('nan' as double)
    else system.main.sqrt(x)
end;

-- Text ---------------------------------------------------------------------------------------

create or replace macro regexp_like(s, pattern) as regexp_matches(s, pattern);

-- Null without a match; DuckDB's own gives an empty text. A group that matched nothing is null too.
create or replace macro regexp_extract(s, pattern) as
    case when regexp_matches(s, pattern) then system.main.regexp_extract(s, pattern) end,
(s, pattern, n) as
    nullif(system.main.regexp_extract(s, pattern, n), '');

-- Every match, and groups as $1; DuckDB's own replaces the first and writes \1.
create or replace macro regexp_replace(s, pattern) as
    system.main.regexp_replace(s, pattern, '', 'g'),
(s, pattern, replacement) as
    system.main.regexp_replace(
        s,
        pattern,
        system.main.regexp_replace(replacement, '\$(\d)', '\\\1', 'g'),
        'g'
    );

-- Null past the last part; DuckDB's own gives an empty text.
create or replace macro split_part(s, separator, n) as string_split(s, separator)[n];

-- Bytes are bytes: DuckDB's own sha256 takes text and gives hex digits.
create or replace macro to_utf8(s) as encode(s);

create or replace macro to_hex(bytes) as hex(bytes);

create or replace macro sha256(bytes) as unhex(system.main.sha256(bytes));

-- Arrays -------------------------------------------------------------------------------------

-- Both ends are in it, and it counts down when the first is above the last.
create or replace macro sequence(a, b) as
    generate_series(a, b, case when a <= b then 1 else -1 end),
(a, b, step) as
    generate_series(a, b, step);

create or replace macro element_at(list, n) as list_extract(list, n);

create or replace macro cardinality(list) as len(list);

create or replace macro contains(list, element) as list_contains(list, element);

create or replace macro array_join(list, separator) as array_to_string(list, separator);

-- JSON ---------------------------------------------------------------------------------------

-- Null for text that is not JSON and for objects, arrays and null. Trino writes a key with other
-- characters as $["a-b"], DuckDB as $."a-b". Number text may differ: send numbers as strings.
create or replace macro json_extract_scalar(document, path) as case
    when not json_valid(document) then null
    when json_type(document, replace(replace(path, '["', '."'), '"]', '"'))
        in ('OBJECT', 'ARRAY', 'NULL') then null
    else json_extract_string(document, replace(replace(path, '["', '."'), '"]', '"'))
end;
