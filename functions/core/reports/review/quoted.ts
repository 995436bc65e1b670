import { formatCount, formatInterval, formatPeriod, formatRate, formatValue } from '../../format.ts'
import type { Finding, RateCell, Table, TableCell } from '../../report-data.ts'
import { acquisition } from '../acquisition/report.ts'
import { conversion } from '../conversion/report.ts'
import { dataQuality } from '../data-quality/report.ts'
import type { ReportInput } from '../definition.ts'
import { pipeline } from '../pipeline/report.ts'
import { unitEconomics } from '../unit-economics/report.ts'
import { velocity } from '../velocity/report.ts'
import { type Excerpt, type Page, tableOf } from './excerpts.ts'
import { heaviestLeaks, leakFindings, namedLeaks } from './leak-findings.ts'

function leakSentences(input: ReportInput, page: Page): Finding[] {
  const table = tableOf(page, 'leaks')
  return table === undefined ? [] : leakFindings(input, table)
}

/** What the coming period is likely to bring, with its interval. */
function forecastSentence({ settings }: ReportInput, { body }: Page): Finding[] {
  const forecast = body.figures.find((figure) => figure.id === 'forecast')
  if (typeof forecast?.value !== 'number') return []
  const between = forecast.interval
    ? ` (4 of 5 outcomes of the open deals lie in ${formatInterval(forecast.interval, 'money', 'brief')})`
    : ''
  const amount = formatValue(forecast.value, 'money', 'brief')
  return [
    {
      text: `${forecast.label}: ${amount} ${settings.currency}${between}.`,
      table: 'forecast',
    },
  ]
}

/** The most frequent reason of lost opportunities, blank ones too: they cannot be acted on. */
function reasonSentence({ period }: ReportInput, page: Page): Finding[] {
  const [first] = tableOf(page, 'reasons')?.rows ?? []
  const share = first?.share as RateCell | undefined
  if (first === undefined || share?.value === undefined || share.value === null) return []
  const text = `The most frequent reason of opportunities that closed without a win in ${formatPeriod(period.label)}: ${first.reason} (${formatCount(Number(first.deals))}, ${formatRate(share.value, 1)}).`
  return [{ text, table: 'reasons' }]
}

const numberOf = (cell: TableCell | undefined) => Number(cell ?? 0)

/** Checks that found something, those that touch most money first. */
const foundFaults = (table: Table): Table => ({
  ...table,
  title: 'Faults that touch most money',
  rows: table.rows
    .filter((row) => numberOf(row.number) > 0 && row.severity !== 'Allowed')
    .toSorted(
      (a, b) => numberOf(b.money) - numberOf(a.money) || numberOf(b.number) - numberOf(a.number),
    ),
})

function faultSentence({ settings }: ReportInput, page: Page): Finding[] {
  const table = tableOf(page, 'checks')
  const [first] = table === undefined ? [] : foundFaults(table).rows
  if (first === undefined) return []
  const money = numberOf(first.money)
  const touched =
    money > 0 ? `, ${formatValue(money, 'money', 'brief')} ${settings.currency} touched` : ''
  const text = `Data to fix first: ${String(first.check).toLowerCase()} (${formatCount(numberOf(first.number))} of ${formatCount(numberOf(first.size))}${touched}). ${first.fix}`
  return [{ text, table: 'checks' }]
}

/** What the review takes from other pages, in the order in which it is read. */
export const excerpts: readonly Excerpt[] = [
  {
    report: conversion,
    id: 'leaks',
    title: 'The heaviest leaks, and why conversion moved',
    tables: [
      { id: 'leaks', rows: namedLeaks, pick: heaviestLeaks },
      { id: 'changes', rows: 2 },
      { id: 'change_previous_by_channel', rows: 5 },
    ],
    findings: leakSentences,
  },
  {
    report: velocity,
    id: 'velocity',
    title: 'Which factor moved pipeline velocity',
    tables: [{ id: 'pipeline_velocity_change', rows: 8 }],
  },
  {
    report: unitEconomics,
    id: 'unit_economics',
    title: 'Which factors moved CAC, LTV:CAC and payback',
    tables: ['cac_change', 'ltv_to_cac_change', 'payback_months_change'].map((id) => ({
      id,
      rows: 2,
    })),
  },
  {
    report: pipeline,
    id: 'forecast',
    title: 'What is likely to come, and why deals were lost',
    tables: [
      { id: 'forecast', rows: 10 },
      { id: 'reasons', rows: 5 },
    ],
    findings: (input, page) => [...forecastSentence(input, page), ...reasonSentence(input, page)],
  },
  {
    report: acquisition,
    id: 'acquisition',
    title: 'Leads that do not fit, and good ones that are few',
    tables: [],
  },
  {
    report: dataQuality,
    id: 'data_quality',
    title: 'What is wrong in the data',
    tables: [{ id: 'checks', rows: 5, pick: foundFaults }],
    findings: faultSentence,
  },
]
