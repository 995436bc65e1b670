import type { Section, Table } from '../../report-data.ts'
import { receipt, rowsOf, shareOf, valuesOf } from '../parts.ts'
import type { FieldRow, QualityResult } from './rows.ts'

type Subject = FieldRow['subject']

const subjects: readonly (readonly [Subject, string])[] = [
  ['opportunity', 'Open opportunities'],
  ['lead', 'Leads'],
  ['contact', 'Contacts'],
  ['account', 'Accounts'],
]

const window = 'records at the as-of, deleted ones left out'

const fieldName = (field: string) => field.replaceAll('_', ' ')

const ofSubject = (result: QualityResult, subject: Subject) =>
  result.fields.filter((row) => row.subject === subject)

function fieldsTable(result: QualityResult): Table {
  return {
    id: 'completeness',
    title: 'How complete each field is',
    description: 'The emptiest fields of each kind of record first.',
    columns: [
      { id: 'subject', label: 'Records', unit: 'text' },
      { id: 'field', label: 'Field', unit: 'text' },
      { id: 'filled', label: 'Filled', unit: 'count' },
      { id: 'number', label: 'Of', unit: 'count' },
      { id: 'share', label: 'Share', unit: 'rate', description: 'Filled / of' },
    ],
    rows: subjects.flatMap(([subject, label]) =>
      rowsOf(ofSubject(result, subject), 'all')
        .sort((a, b) => a.filled - b.filled || (a.field < b.field ? -1 : 1))
        .map((row) => ({
          subject: label,
          field: fieldName(row.field),
          filled: row.filled,
          number: row.number,
          share: shareOf(row.filled, row.number),
        })),
    ),
    receipt: receipt(
      'data_quality_fields',
      'Records that have the field / records. Wilson 95 % interval.',
      'an empty list counts as not filled',
      window,
    ),
  }
}

/** One row a rep, one column a field; none where no such record has a rep. */
function repTable(result: QualityResult, subject: Subject, label: string): Table[] {
  const rows = ofSubject(result, subject)
  const fields = [...new Set(rows.map((row) => row.field))].filter((field) => field !== 'rep')
  const reps = valuesOf(rows, 'rep', (row) => row.number)
  if (reps.every((rep) => rep === '(none)')) return []
  return [
    {
      id: `completeness_of_${subject}_by_rep`,
      title: `${label}: fields filled, by rep`,
      description: 'The share of the records of the rep who owns them now that have the field.',
      columns: [
        { id: 'rep', label: 'Rep', unit: 'text' },
        { id: 'number', label: 'Records', unit: 'count' },
        ...fields.map((field) => ({ id: field, label: fieldName(field), unit: 'rate' as const })),
      ],
      rows: reps.map((rep) => {
        const own = rowsOf(rows, 'rep').filter((row) => row.value === rep)
        const shares = own
          .filter((row) => fields.includes(row.field))
          .map((row) => [row.field, shareOf(row.filled, row.number)])
        return { rep, number: own[0]?.number ?? 0, ...Object.fromEntries(shares) }
      }),
      receipt: receipt(
        'data_quality_fields',
        'Records of the rep that have the field / records of the rep. Wilson 95 % interval.',
        'by the owner at the as-of',
        window,
      ),
    },
  ]
}

/** Which fields are empty, and with whom. */
export const completenessSection = (result: QualityResult): Section => ({
  id: 'completeness',
  title: 'How complete the records are',
  tables: [
    fieldsTable(result),
    ...subjects.flatMap(([subject, label]) => repTable(result, subject, label)),
  ],
})
