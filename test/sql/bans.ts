import { bareSql, callsOf, countsTwice, outerJoinsOf, outside, usesAlias } from './sql-text.ts'

/** What must not stand in a query: engines disagree on it, or only one of them knows it. */
export interface Ban {
  readonly name: string
  /** Looks at the text without comments and texts, or at the text as written. */
  readonly finds: (bare: string, written: string) => boolean
  /** Texts that it must catch. */
  readonly bad: readonly string[]
  /** Texts close to them that are fine. */
  readonly good?: readonly string[]
}

const has = (pattern: RegExp) => (bare: string) => pattern.test(bare)

const call = (name: string): Ban => ({
  name: `${name}()`,
  finds: has(new RegExp(`\\b${name}\\s*\\(`)),
  bad: [`select ${name}(a, b) from t`, `select ${name.toUpperCase()} (a) from t`],
  good: [`select '${name}(a)', my_${name}(a) from t -- ${name}(a)`],
})

const calls = [
  ...['approx_percentile', 'approx_distinct', 'percentile_cont', 'percentile_disc', 'date_parse'],
  ...['transform', 'reduce', 'map_agg', 'listagg', 'string_agg', 'width_bucket', 'if'],
  ...['stddev', 'stddev_pop', 'stddev_samp', 'variance', 'var_pop', 'var_samp', 'corr', 'avg'],
  ...['covar_pop', 'covar_samp', 'regr_slope', 'regr_intercept', 'now', 'today', 'random', 'uuid'],
].map(call)

/** A double by its looks: a cast, a literal with exponent, or a name that ends in `_ratio`. */
const isDouble = (expression: string) =>
  /\bas double\b|\d\.?\d*e[-+]?\d|\bdouble\b/.test(expression)

const moment = String.raw`(?:\b(?:\w+\.)?\w+_(?:at|on|date|day)\b(?!\.)|\b(?:date|timestamp) ''|\bas (?:date|timestamp(?:\(\d\))?)\s*\))`

const shapes: readonly Ban[] = [
  {
    name: 'match_recognize',
    finds: has(/\bmatch_recognize\b/),
    bad: ['select * from t match_recognize (order by a)'],
  },
  {
    name: 'extract(dow)',
    finds: has(/\bextract\s*\(\s*dow\b/),
    bad: ['select extract(dow from t.at) from t'],
  },
  {
    name: 'difference of dates or timestamps',
    finds: has(new RegExp(`${moment}\\s*-(?!\\s*\\d)|-\\s*${moment}`)),
    bad: [
      'select t.ends_on - t.starts_on from t',
      "select now_at - timestamp '2026-01-01 00:00:00.000' from t",
      'select cast(a as date) - b from t',
      "select x - date '2026-01-01' from t",
    ],
    good: ["select date_diff('day', starts_on, ends_on) - 1, a - b, c - first_day.seconds from t"],
  },
  {
    name: 'at time zone',
    finds: has(/\bat\s+time\s+zone\b/),
    bad: ["select a at time zone 'UTC' from t"],
  },
  {
    // DuckDB 1.5.6 dies of one whose other side turns out to be empty.
    name: 'outer join on a range alone',
    finds: (bare) => outerJoinsOf(bare).some((condition) => !/(?<![<>!])=/.test(condition)),
    bad: ['select a from t left join u on u.at >= t.from_at and u.at < t.to_at where a = b'],
    good: [
      'select a from t left join u on coalesce(u.a, 0) = t.a and u.at < t.to_at join v on b < c',
    ],
  },
  {
    name: 'unnest of two arrays',
    finds: (bare) => callsOf(bare, 'unnest').some((inner) => outside(inner).includes(',')),
    bad: ['select * from unnest(a, b)', 'select * from unnest(sequence(1, 2), b)'],
    good: ['select * from unnest(sequence(1, 2)) as t (n)'],
  },
  {
    name: 'array[i]',
    finds: has(/(?:(?<!\barray)(?<=\w)|[)\]"])\s*\[/),
    bad: ['select a[1] from t', 'select array_agg(x)[1] from t'],
    good: ["select element_at(a, 1), array['x'] from t"],
  },
  {
    name: 'sum of doubles',
    finds: (bare) => callsOf(bare, 'sum').some(isDouble),
    bad: ['select sum(cast(a as double)) from t', 'select sum(a * 1.5e0) over () from t'],
    good: ['select cast(sum(a) as double) from t'],
  },
  {
    name: 'cast(double as varchar)',
    finds: (bare) =>
      callsOf(bare, 'cast').some((inner) => /\bas varchar/.test(inner) && isDouble(inner)),
    bad: ['select cast(cast(a as double) as varchar) from t'],
    good: ['select cast(a as varchar), cast(b as double) from t'],
  },
  {
    name: 'cast(json)',
    finds: (bare) =>
      callsOf(bare, '(?:try_)?cast').some((inner) =>
        /^\s*(?:json_extract|json_parse|json_query)\s*\(|^\s*json ''|\bas json\b/.test(inner),
      ),
    bad: [
      "select cast(json_extract(a, '$.b') as bigint) from t",
      'select cast(a as json) from t',
      'select try_cast(json_parse(a) as varchar) from t',
    ],
    good: ["select cast(json_extract_scalar(a, '$.b') as bigint) from t"],
  },
  {
    name: 'implicit cast',
    finds: has(/\|\|\s*-?\d|\d\s*\|\|/),
    bad: ["select 'a' || 1 from t", "select 1 || 'a' from t"],
    good: ["select 'a' || cast(1 as varchar) from t"],
  },
  {
    name: 'select alias in where or group by',
    finds: usesAlias,
    bad: [
      'select a + 1 as b from t where b > 1',
      'select a + 1 as b, count(*) as n from t group by b',
      'with x as (select lower(a) as b from t group by b) select * from x',
    ],
    good: [
      'select a + 1 as b from t where a > 1 order by b',
      'select b from (select a + 1 as b from t) as u where b > 1',
      'select a + 1 as b from t union all select b from u where b > 1',
    ],
  },
  {
    name: 'count(b) beside count(*) filter (where b)',
    finds: countsTwice,
    bad: [
      'select count(b) as n, count(*) filter (where b) as m from t',
      'select count(*) filter ( where t.b ) as m, count( t.b ) as n from t',
    ],
    good: ['select count(a) as n, count(*) filter (where b) as m, count(b > 1) as k from t'],
  },
  {
    name: 'join using',
    finds: has(/\bjoin\s+\w+(?:\s+(?:as\s+)?\w+)?\s+using\b/),
    bad: ['select a.x from a join b using (id)', 'select x from a left join b as c using (id)'],
    good: ['merge into t using (select 1 as a) as s on s.a = t.a'],
  },
  {
    name: 'clock',
    finds: has(/\b(?:current_(?:timestamp|date|time)|localtime(?:stamp)?|clock_timestamp)\b/),
    bad: ['select current_date', 'select * from t where a < current_timestamp'],
  },
  { name: 'semicolon', finds: has(/;/), bad: ['select 1;'], good: ["select ';' -- ;"] },
]

const onlyOnOne: readonly Ban[] = [
  {
    name: 'recursive CTE',
    finds: has(/\bwith\s+recursive\b/),
    bad: ['with recursive r as (select 1) select * from r'],
  },
  { name: 'cast by ::', finds: has(/::/), bad: ['select a::date from t'] },
  {
    name: 'comment between /* and */',
    finds: (_, written) => /\/\*/.test(written.replaceAll(/'(?:[^']|'')*'/g, '')),
    bad: ['select /* :name */ 1'],
    good: ["select '/*'"],
  },
  {
    name: 'bare decimal',
    finds: has(/(?<![\w.])\d+\.\d+(?![\de])/),
    bad: ['select a * 1.5 from t'],
    good: ["select a * 1.5e0, decimal '1.5' from t"],
  },
  {
    name: 'timestamp without milliseconds',
    finds: (_, written) => /\btimestamp '(?![\d-]+ [\d:]{8}\.\d{3}')/i.test(written),
    bad: ["select timestamp '2026-01-01 00:00:00'", "select timestamp '2026-01-01'"],
    good: ["select timestamp '2026-01-01 00:00:00.000'"],
  },
  {
    name: 'filter with over',
    finds: has(/\bfilter\s*\((?:[^()]|\([^()]*\))*\)\s*over\b/),
    bad: ['select sum(a) filter (where b in (1)) over () from t'],
    good: ['select sum(a) filter (where b) from t'],
  },
  {
    name: 'ignore nulls',
    finds: has(/\bignore\s+nulls\b/),
    bad: ['select lag(a) ignore nulls over (order by b) from t'],
  },
]

export const bans: readonly Ban[] = [...calls, ...shapes, ...onlyOnOne]

/** Names of the bans that the query breaks. */
export function brokenBans(sql: string): string[] {
  const bare = bareSql(sql)
  return bans.filter((ban) => ban.finds(bare, sql)).map((ban) => ban.name)
}
