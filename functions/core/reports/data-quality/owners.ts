import type { Section, Table } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { receipt, shareOf, valuesOf } from '../parts.ts'
import { populations } from './checks.ts'
import { type Cell, checkWindow, foundBy, foundChecks, sizeOf } from './counts.ts'
import { moneyColumn, severityNames } from './found.ts'
import type { QualityResult } from './rows.ts'

type Dimension = 'rep' | 'source_system'

const labels: Readonly<Record<Dimension, string>> = { rep: 'Rep', source_system: 'Source system' }

const whose: Readonly<Record<Dimension, string>> = {
  rep: 'An opportunity or a person counts under the rep who owns it now, an event under the rep that it names.',
  source_system:
    'An opportunity counts under the system that told it last, a person under the one that told it first, an event under its own.',
}

/** The values of a dimension in which a check looked at anything, those with most faults first. */
function cellsOf(result: QualityResult, dimension: Dimension): Cell[] {
  const faulty = valuesOf(
    result.checks.filter((row) => row.check_id === 'any'),
    dimension,
    (row) => row.number,
  )
  const others = valuesOf(
    result.populations.filter((row) => row.population !== 'quota_owners'),
    dimension,
    (row) => row.number,
  )
  return [...new Set([...faulty, ...others])].map((value) => ({ dimension, value }))
}

function summaryTable(input: ReportInput, result: QualityResult, dimension: Dimension): Table {
  return {
    id: `faults_by_${dimension}`,
    title: `Faults by ${labels[dimension].toLowerCase()}`,
    description: whose[dimension],
    columns: [
      { id: dimension, label: labels[dimension], unit: 'text' },
      { id: 'faults', label: 'Faults', unit: 'count' },
      { id: 'most', label: 'Most often', unit: 'text', missing: 'nothing was found' },
      { id: 'open', label: 'Open opportunities', unit: 'count' },
      {
        id: 'faulty',
        label: 'With a fault',
        unit: 'rate',
        description: 'Open opportunities with at least one fault / open opportunities',
        missing: 'nothing is open',
      },
      moneyColumn,
    ],
    rows: cellsOf(result, dimension).map((cell) => {
      const any = foundBy(result, 'any', cell)
      const [most] = foundChecks(result, cell).filter(({ check }) => check.severity !== 'allowed')
      const open = sizeOf(result, 'open_deals', cell)
      return {
        [dimension]: cell.value,
        faults: any?.number ?? 0,
        most: most === undefined ? null : `${most.check.title} (${most.found.number})`,
        open,
        faulty: shareOf(any?.open_opportunities ?? 0, open),
        money: any?.money ?? null,
      }
    }),
    receipt: receipt(
      'data_quality_checks, data_quality_populations',
      'Faults of the counted checks; money of the opportunities that they touch, each once in a row.',
      'wrong and doubtful',
      checkWindow(input),
    ),
  }
}

function checksTable(input: ReportInput, result: QualityResult, dimension: Dimension): Table {
  return {
    id: `checks_by_${dimension}`,
    title: `Checks by ${labels[dimension].toLowerCase()}`,
    description: `Checks that found something. ${whose[dimension]}`,
    columns: [
      { id: dimension, label: labels[dimension], unit: 'text' },
      { id: 'check', label: 'Check', unit: 'text' },
      { id: 'severity', label: 'Severity', unit: 'text' },
      { id: 'number', label: 'Found', unit: 'count' },
      { id: 'size', label: 'Of', unit: 'count' },
      { id: 'of', label: 'What was looked at', unit: 'text' },
      { id: 'share', label: 'Share', unit: 'rate', description: 'Found / of' },
      moneyColumn,
    ],
    rows: cellsOf(result, dimension).flatMap((cell) =>
      foundChecks(result, cell).map(({ check, found }) => {
        const size = sizeOf(result, check.population, cell)
        return {
          [dimension]: cell.value,
          check: check.title,
          severity: severityNames[check.severity],
          number: found.number,
          size,
          of: populations[check.population],
          share: shareOf(found.number, size),
          money: found.money,
        }
      }),
    ),
    receipt: receipt(
      'data_quality_checks, data_quality_populations',
      'Faults / what the check looks at. Wilson 95 % interval.',
      'by check',
      checkWindow(input),
    ),
  }
}

/** Whose records and which systems the faults come from. */
export const ownersSection = (input: ReportInput, result: QualityResult): Section => ({
  id: 'owners',
  title: 'Where the faults come from',
  tables: (['rep', 'source_system'] as const).flatMap((dimension) => [
    summaryTable(input, result, dimension),
    checksTable(input, result, dimension),
  ]),
})
