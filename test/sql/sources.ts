import { mergeLanding, monthsInLanding } from '#core/refresh-sql.ts'
import { funnelNamed, loadCatalog, modelsFor, type Query } from '#functions/catalog.ts'

export const catalog = loadCatalog(new URL('../../queries/', import.meta.url))

const funnels = [...catalog.funnels.keys()].map((id) => funnelNamed(catalog, id))

/** Every model of a build, those compiled from the shipped funnels too. */
export const models: readonly Query[] = modelsFor(catalog, funnels)

export const reports: readonly Query[] = [...catalog.reports.values()]

/** Everything that an engine is given but DDL. */
export const statements: readonly { readonly name: string; readonly sql: string }[] = [
  ...models,
  ...reports,
  {
    name: 'months in landing',
    sql: monthsInLanding('lake', { first: '2026-03-01-06', last: '2026-03-01-07' }),
  },
  {
    name: 'merge landing',
    sql: mergeLanding('lake', { first: '2026-03-01-06', last: '2026-03-01-07' }, [
      '2026-01-01',
      '2026-02-01',
    ]),
  },
]
