import { parseFunnel } from '#core/funnel.ts'
import type { Row } from '#core/ports.ts'
import type { RateCell, ReportData, Table } from '#core/report-data.ts'
import type { ReportBody, ReportInput } from '#core/reports/definition.ts'
import { parseSettings } from '#core/settings.ts'
import { settings } from '#infra/settings.ts'

const stage = (id: string, position: string, target?: number) => ({
  id: id.toLowerCase(),
  label: id,
  position,
  events: [id],
  ...(target === undefined ? {} : { target_days: target }),
})

/** Lead, demo, won and renewed; a demo is judged after 30 days, the others after 90. */
export const funnel = parseFunnel({
  id: 'sales',
  title: 'Sales',
  subject: 'lead',
  stages: [
    stage('Lead', 'top'),
    stage('Demo', 'middle', 30),
    stage('Won', 'bottom'),
    stage('Renewed', 'post'),
  ],
  won_stage: 'won',
})

/** March 2026 against February and against March a year before, by channel, region and segment. */
export const input: ReportInput = {
  funnel,
  settings: parseSettings({ ...settings, currency: 'EUR' }),
  period: { label: '2026-03', startsOn: '2026-03-01', endsOn: '2026-04-01', kind: 'month' },
  cohorts: { by: 'month', startsOn: '2026-02-01', endsOn: '2026-04-01' },
  trend: { startsOn: '2025-04-01', endsOn: '2026-04-01' },
  previous: { label: '2026-02', startsOn: '2026-02-01', endsOn: '2026-03-01' },
  yearBefore: { label: '2025-03', startsOn: '2025-03-01', endsOn: '2025-04-01' },
  dimensions: ['channel', 'region', 'segment'],
  attribution: { at: 'entry' },
  comparison: null,
}

/** Outcomes of tries of which the others are open. */
export const outcome = (entered: number, won: number, more: Row = {}): Row => ({
  entered,
  won,
  lost: 0,
  expired: 0,
  still_open: entered - won,
  won_otherwise: 0,
  ...more,
})

interface Span {
  readonly span?: string
  readonly dimension: string
  readonly value: string
  /** Numbers that reached each step; the third is won. */
  readonly reached: readonly number[]
  readonly more?: Row
}

/** A row of the breakdown, with zeros for the steps that the funnel has not. */
export function counted({ span = 'now', dimension, value, reached, more = {} }: Span): Row {
  const steps = Array.from({ length: 12 }, (_, index) => [
    `reached_${String(index + 1).padStart(2, '0')}`,
    reached[index] ?? 0,
  ])
  const [entered = 0, , won = 0] = reached
  return {
    span,
    dimension,
    value,
    ...outcome(entered, won),
    was_won: won,
    ...Object.fromEntries(steps),
    ...more,
  }
}

export const time = (from: number, to: number, more: Row = {}): Row => ({
  from_step: from,
  to_step: to,
  number: 0,
  negative: 0,
  skipped: 0,
  total_seconds: null,
  median_seconds: null,
  p75_seconds: null,
  p90_seconds: null,
  under_1: 0,
  under_7: 0,
  under_14: 0,
  under_30: 0,
  under_60: 0,
  under_90: 0,
  under_180: 0,
  ...more,
})

export const progress = (step: number, more: Row): Row => ({
  step,
  fate: null,
  days: null,
  value: null,
  number: 0,
  entered: 0,
  mature: 0,
  converted: 0,
  settled: 0,
  settled_won: 0,
  ...more,
})

/** Rows of a period in which nothing happened. */
export const nothing: Readonly<Record<string, readonly Row[]>> = {
  stages: [],
  periods: [],
  cohorts: [],
  breakdown: [],
  timeToWon: [],
  negative: [],
  progress: [],
  times: [],
  causes: [],
  fit: [],
  wonValues: [],
  movement: [],
}

type Sections = Pick<ReportBody | ReportData, 'sections'>

export function tableOf({ sections }: Sections, id: string): Table {
  const tables = sections.flatMap((section) => section.tables)
  const found = tables.find((table) => table.id === id)
  if (!found) throw new Error(`no table ${id} among ${tables.map((table) => table.id).join(', ')}`)
  return found
}

export const column = (body: Sections, id: string, name: string) =>
  tableOf(body, id).rows.map((row) => row[name])

export const rates = (body: Sections, id: string, name: string) =>
  column(body, id, name).map((cell) => (cell as RateCell | null)?.value ?? null)
