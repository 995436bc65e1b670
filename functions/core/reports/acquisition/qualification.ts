import type { Section, Table } from '../../report-data.ts'
import type { Share } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { receipt, shareOf } from '../parts.ts'
import type { AcquisitionResult } from './rows.ts'
import { qualificationKeys } from './thresholds.ts'

type QualificationRow = AcquisitionResult['qualification'][number]

const window = ({ trend }: ReportInput) =>
  `new business closed from ${trend.startsOn} to before ${trend.endsOn}, and that open then`

const closedOf = ({ won, lost }: QualificationRow) => won + lost

/** Answers given of all that the open opportunities could give: each of them has every key. */
export function completenessOf({ qualification }: Pick<AcquisitionResult, 'qualification'>): Share {
  const keys = qualification.filter((row) => row.part === 'key')
  return keys.reduce(
    (sum, row) => ({
      part: sum.part + (row.answer === 'unknown' ? 0 : row.open),
      whole: sum.whole + row.open,
    }),
    { part: 0, whole: 0 },
  )
}

function bandTable(
  input: ReportInput,
  { qualification }: AcquisitionResult,
  part: 'confirmed' | 'answered',
): Table {
  const keys = new Set(qualification.filter((row) => row.part === 'key').map((row) => row.value))
    .size
  const title = {
    confirmed: 'Win rate by questions answered yes',
    answered: 'Win rate by questions answered at all',
  }
  return {
    id: `qualification_${part}`,
    title: title[part],
    description: `Of ${keys} questions of qualification, as known when the opportunity closed.`,
    columns: [
      { id: 'number', label: part === 'confirmed' ? 'Answered yes' : 'Answered', unit: 'text' },
      { id: 'closed', label: 'Won and lost', unit: 'count' },
      { id: 'win_rate', label: 'Win rate', unit: 'rate', missing: 'nothing closed' },
      { id: 'open', label: 'Open', unit: 'count' },
    ],
    rows: qualification
      .filter((row) => row.part === part)
      .sort((a, b) => Number(a.value) - Number(b.value))
      .map((row) => ({
        number: `${row.value} of ${keys}`,
        closed: closedOf(row),
        win_rate: shareOf(row.won, closedOf(row)),
        open: row.open,
      })),
    receipt: receipt(
      'acquisition_qualification',
      'Won / (won + lost). Wilson 95 % interval.',
      `by the number of questions ${part === 'confirmed' ? 'answered yes' : 'answered'}`,
      window(input),
    ),
  }
}

function keyTable(input: ReportInput, { qualification }: AcquisitionResult): Table {
  const rows = qualification.filter((row) => row.part === 'key')
  const found = (key: string, answer: string) =>
    rows.find((row) => row.value === key && row.answer === answer)
  const rate = (key: string, answer: string) => {
    const row = found(key, answer)
    return row === undefined ? null : shareOf(row.won, closedOf(row))
  }
  return {
    id: 'qualification_keys',
    title: 'Each question of qualification',
    description: `Whether open opportunities know the answer, and how often closed ones were won by it. ${qualificationKeys.join(', ')}, and whatever else deals record.`,
    columns: [
      { id: 'key', label: 'Question', unit: 'text' },
      { id: 'known', label: 'Answered, open', unit: 'rate', missing: 'nothing is open' },
      { id: 'yes', label: 'Won when yes', unit: 'rate', missing: 'nothing closed so' },
      { id: 'no', label: 'Won when no', unit: 'rate', missing: 'nothing closed so' },
      { id: 'unknown', label: 'Won when unknown', unit: 'rate', missing: 'nothing closed so' },
    ],
    rows: [...new Set(rows.map((row) => row.value))].map((key) => {
      const open = rows.filter((row) => row.value === key)
      const all = open.reduce((sum, row) => sum + row.open, 0)
      return {
        key,
        known: shareOf(all - (found(key, 'unknown')?.open ?? 0), all),
        yes: rate(key, 'yes'),
        no: rate(key, 'no'),
        unknown: rate(key, 'unknown'),
      }
    }),
    receipt: receipt(
      'acquisition_qualification',
      'Open opportunities whose answer is known / open; won / (won + lost) by answer. Wilson 95 % interval.',
      'answers as known at the close, of open ones at the end of the period',
      window(input),
    ),
  }
}

/** How well opportunities are qualified, and whether that tells who buys. */
export const qualificationSection = (input: ReportInput, result: AcquisitionResult): Section => ({
  id: 'qualification',
  title: 'How well opportunities are qualified',
  tables:
    result.qualification.length === 0
      ? []
      : [
          keyTable(input, result),
          bandTable(input, result, 'confirmed'),
          bandTable(input, result, 'answered'),
        ],
})
