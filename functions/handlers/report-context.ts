import { type PeriodKind, periodKinds } from '#core/calendar.ts'
import type { View } from '#core/compose.ts'
import { UsageError } from '#core/errors.ts'
import { type Funnel, parseFunnel } from '#core/funnel.ts'
import { canonicalJson, sha256 } from '#core/hash.ts'
import { parsePeriod, type ReportSpan, trailing } from '#core/period.ts'
import { forever, type Reference, referenceHash } from '#core/reference-versions.ts'
import { reportNamed } from '#core/reports/all.ts'
import type { ReportDefinition, ReportInput } from '#core/reports/definition.ts'
import { optionsOf } from '#core/reports/options.ts'
import { parseScenario } from '#core/scenario.ts'
import type { Settings } from '#core/settings.ts'
import type { ReportRequest } from '#core/tasks.ts'
import { type Catalog, funnelNamed } from '#functions/catalog.ts'
import type { LiveBuild } from './build.ts'
import { inputHashes } from './hashes.ts'
import { stampOf } from './published.ts'

/** A request with every default filled in, and what its revision is made of. */
export interface ReportContext {
  readonly definition: ReportDefinition
  readonly input: ReportInput
  readonly asOf: string
  readonly view: View
  /** Asked as of the live build and without options: the page that others lead to. */
  readonly isUsual: boolean
  readonly hashes: Readonly<Record<string, string>>
  /** Hash of the reference data as known at the as-of; one of `hashes`. */
  readonly reference: string
  readonly revision: string
}

// A month on its own says little: the cohort table shows the year that ends with it.
const cohortsShown = 12

function momentOf(asOf: string, live: LiveBuild): string {
  const moment = new Date(asOf)
  if (!/T.*(Z|[+-]\d{2}:\d{2})$/.test(asOf) || Number.isNaN(moment.getTime())) {
    throw new UsageError(`as-of "${asOf}" is not a time with offset such as 2026-03-01T06:00:00Z`)
  }
  const instant = moment.toISOString()
  if (instant > live.cut) {
    throw new UsageError(`as-of ${instant} is after ${live.cut}, up to where events are known`)
  }
  return instant
}

function cohortsOf(by: string | undefined, period: ReportSpan, settings: Settings) {
  const kind = periodKinds.find((each) => each === by)
  if (by !== undefined && kind === undefined) {
    throw new UsageError(`unknown cohort rows "${by}": allowed are ${periodKinds.join(', ')}`)
  }
  if (kind !== undefined || period.kind === undefined) {
    return { by: kind ?? 'month', startsOn: period.startsOn, endsOn: period.endsOn }
  }
  return yearUpTo(period.kind, period, settings)
}

function yearUpTo(kind: PeriodKind, period: ReportSpan, settings: Settings) {
  const first = trailing(kind, period.startsOn, cohortsShown, settings)[0]
  return { by: kind, startsOn: first?.startsOn ?? period.startsOn, endsOn: period.endsOn }
}

function funnelOf(request: ReportRequest, catalog: Catalog, settings: Settings): Funnel {
  if (typeof request.funnel === 'object') return parseFunnel(request.funnel)
  return funnelNamed(catalog, request.funnel ?? settings.funnels[0] ?? '')
}

function queriesHash(catalog: Catalog, definition: ReportDefinition, input: ReportInput): string {
  const names = Object.values(definition.queries(input)).map((each) => each.query)
  return sha256(names.map((name) => catalog.reports.get(name)?.sql ?? name).join('\n'))
}

function viewOf({ basis = 'known', scenario }: ReportRequest): View {
  if (basis !== 'known' && basis !== 'replayed') {
    throw new UsageError(`unknown basis "${basis}": allowed are known, replayed`)
  }
  return { basis, scenario: scenario === undefined ? null : parseScenario(scenario) }
}

const usual = ['report', 'period', 'asOf']

const isUsual = (request: ReportRequest, asOf: string, live: LiveBuild) =>
  asOf === live.cut &&
  Object.entries(request).every(([name, value]) => value === undefined || usual.includes(name))

/** Resolves a request against the live build; throws UsageError for anything it does not know. */
export function contextOf(
  request: ReportRequest,
  live: LiveBuild,
  catalog: Catalog,
  settings: Settings,
  reference: Reference,
): ReportContext {
  const definition = reportNamed(request.report)
  const asOf = request.asOf === undefined ? live.cut : momentOf(request.asOf, live)
  const period = parsePeriod(request.period, asOf, settings)
  const funnel = funnelOf(request, catalog, settings)
  const cohorts = cohortsOf(request.by, period, settings)
  const options = optionsOf(request, { funnel, period, asOf }, settings)
  const input = { funnel, period, settings, cohorts, ...options }
  const view = viewOf(request)
  const knownUntil = view.basis === 'known' ? asOf : forever
  const known = referenceHash(reference, catalog.defaults, knownUntil)
  const hashes = {
    ...inputHashes(catalog, { settings, reference: known }, funnel),
    queries: queriesHash(catalog, definition, input),
  }
  const whole = sha256(canonicalJson({ report: definition.id, input, hashes, ...view }))
  return {
    definition,
    input,
    asOf,
    view,
    isUsual: isUsual(request, asOf, live),
    hashes,
    reference: known,
    revision: `${stampOf(asOf)}-${whole.slice(0, 8)}`,
  }
}
