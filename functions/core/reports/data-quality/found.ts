import type { Section, Table, TableColumn } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { receipt, shareOf } from '../parts.ts'
import { type Check, checks, populations, type Severity } from './checks.ts'
import { checkWindow, foundBy, foundChecks, sizeOf } from './counts.ts'
import { shownExamples } from './queries.ts'
import type { QualityResult } from './rows.ts'

/** How a severity is called on the page. */
export const severityNames: Readonly<Record<Severity, string>> = {
  wrong: 'Wrong',
  doubtful: 'Doubtful',
  allowed: 'Allowed',
}

/** The column of the money that a row touches. */
export const moneyColumn: TableColumn = {
  id: 'money',
  label: 'Money at risk',
  unit: 'money',
  description: 'Of the opportunities, each once; of spend and revenue events their own',
  missing: 'nothing with an amount and a rate is touched',
}

function checkCells(result: QualityResult, check: Check) {
  const found = foundBy(result, check.id)
  const size = sizeOf(result, check.population)
  return {
    check: check.title,
    severity: severityNames[check.severity],
    number: found?.number ?? 0,
    size,
    of: populations[check.population],
    share: shareOf(found?.number ?? 0, size),
    money: found?.money ?? null,
    unvalued: (found?.without_amount ?? 0) + (found?.without_rate ?? 0),
    fix: check.fix,
  }
}

const severities: readonly Severity[] = ['wrong', 'doubtful', 'allowed']

/** What was found before what was not, what is wrong before what is doubtful, then by number. */
function inOrder(result: QualityResult): Check[] {
  const numberOf = ({ id }: Check) => foundBy(result, id)?.number ?? 0
  return [...checks].sort(
    (a, b) =>
      Math.sign(numberOf(b)) - Math.sign(numberOf(a)) ||
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      numberOf(b) - numberOf(a),
  )
}

function checksTable(input: ReportInput, result: QualityResult): Table {
  return {
    id: 'checks',
    title: 'Every check',
    description:
      'Wrong: a number is missing or false. Doubtful: it may be. Allowed: shown, not counted as a fault. Those that found nothing come last.',
    columns: [
      { id: 'check', label: 'Check', unit: 'text' },
      { id: 'severity', label: 'Severity', unit: 'text' },
      { id: 'number', label: 'Found', unit: 'count' },
      { id: 'size', label: 'Of', unit: 'count' },
      { id: 'of', label: 'What was looked at', unit: 'text' },
      {
        id: 'share',
        label: 'Share',
        unit: 'rate',
        description: 'Found / of',
        missing: 'there is none of what the check looks at',
      },
      moneyColumn,
      {
        id: 'unvalued',
        label: 'Without value',
        unit: 'count',
        description: 'Without amount or without rate: not in the money',
      },
      { id: 'fix', label: 'What to do', unit: 'text' },
    ],
    rows: inOrder(result).map((check) => checkCells(result, check)),
    receipt: receipt(
      'data_quality_checks, data_quality_populations',
      'Faults / what the check looks at. Wilson 95 % interval.',
      'open opportunities at the rate of the as-of, closed ones of their close, events of their day',
      checkWindow(input),
    ),
  }
}

function examplesTable(input: ReportInput, result: QualityResult): Table {
  return {
    id: 'examples',
    title: 'Where to look first',
    description: `The first ${shownExamples} of each check: those with most money, then the latest.`,
    columns: [
      { id: 'check', label: 'Check', unit: 'text' },
      { id: 'kind', label: 'Kind', unit: 'text' },
      { id: 'subject', label: 'Id', unit: 'text' },
      { id: 'event', label: 'Event', unit: 'text', missing: 'it is no single event' },
      { id: 'detail', label: 'What', unit: 'text', missing: 'the check says it all' },
      { id: 'day', label: 'Day', unit: 'date', missing: 'it stands at the as-of' },
      { id: 'rep', label: 'Rep', unit: 'text' },
      { id: 'source_system', label: 'Source system', unit: 'text' },
      moneyColumn,
    ],
    rows: inOrder(result).flatMap((check) =>
      result.examples
        .filter((row) => row.check_id === check.id)
        .map((row) => ({
          check: check.title,
          kind: row.subject_kind === 'subject' ? input.funnel.subject : row.subject_kind,
          subject: row.subject_id,
          event: row.event_id === '(none)' ? null : row.event_id,
          detail: row.detail,
          day: row.is_standing ? null : row.occurred_on,
          rep: row.rep,
          source_system: row.source_system,
          money: row.money,
        })),
    ),
    receipt: receipt(
      'data_quality_examples',
      'Faults by check, those with most money first, then the latest.',
      `at most ${shownExamples} of each check`,
      checkWindow(input),
    ),
  }
}

/** What each check found, how much money it touches, and where to begin. */
export const foundSection = (input: ReportInput, result: QualityResult): Section => {
  const bars = foundChecks(result).map(({ check, found }) => ({
    label: check.title,
    value: found.number,
  }))
  return {
    id: 'checks',
    title: 'What the checks found',
    ...(bars.length === 0 ? {} : { chart: { kind: 'bars', unit: 'count', bars } }),
    tables: [checksTable(input, result), examplesTable(input, result)],
  }
}
