import type { Section, Table } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { receipt, shareOf } from '../parts.ts'
import { checkWindow } from './counts.ts'
import { shownExamples } from './queries.ts'
import type { MergeRow, QualityResult } from './rows.ts'

const bases: Readonly<Record<MergeRow['basis'], string>> = {
  link: 'Link between ids',
  email_hash: 'Rule: same e-mail hash',
  domain: 'Rule: domain of an account',
}

const outcomes: Readonly<Record<MergeRow['outcome'], string>> = {
  merged: 'Merged',
  related: 'Brought to the account',
  repeated: 'Told again by a later link',
  replaced: 'A later link of the id counts',
  itself: 'Linked to itself: no merge',
  retracted: 'Retracted',
  circle: 'Refused: leads into a circle',
  too_long: 'Refused: more than 32 hops',
  too_many: 'Refused: too many ids share the hash',
  two_targets: 'Refused: several accounts have the domain',
}

const words = { basis: 'Rests on', outcome: 'What became of it' } as const

function countsTable(input: ReportInput, { merges }: QualityResult): Table {
  const groups = merges.filter((row) => row.nth === 1)
  const sizeOf = (basis: MergeRow['basis']) =>
    groups.filter((row) => row.basis === basis).reduce((sum, row) => sum + row.number, 0)
  return {
    id: 'merges',
    title: 'Merges and what became of them',
    description:
      'Every attempt by the as-of. The rules are those of the settings; without them only links merge.',
    columns: [
      { id: 'basis', label: words.basis, unit: 'text' },
      { id: 'outcome', label: words.outcome, unit: 'text' },
      { id: 'number', label: 'Attempts', unit: 'count' },
      { id: 'share', label: 'Share', unit: 'rate', description: 'Of the attempts on this basis' },
    ],
    rows: groups.map((row) => ({
      basis: bases[row.basis],
      outcome: outcomes[row.outcome],
      number: row.number,
      share: shareOf(row.number, sizeOf(row.basis)),
    })),
    receipt: receipt(
      'data_quality_merges',
      'Rows of identity_audit by basis and outcome. Wilson 95 % interval.',
      'all ids that were known at the as-of',
      checkWindow(input),
    ),
  }
}

function examplesTable(input: ReportInput, { merges }: QualityResult): Table {
  return {
    id: 'merge_examples',
    title: 'Which ids were merged, and why',
    description: `The latest ${shownExamples} of each; identity_audit has them all.`,
    columns: [
      { id: 'outcome', label: words.outcome, unit: 'text' },
      { id: 'basis', label: words.basis, unit: 'text' },
      { id: 'from', label: 'Id', unit: 'text' },
      { id: 'into', label: 'Into', unit: 'text' },
      { id: 'survivor', label: 'Counted as', unit: 'text' },
      { id: 'day', label: 'Day', unit: 'date' },
      { id: 'reason', label: 'Reason', unit: 'text', missing: 'the link gives none' },
      { id: 'source_system', label: 'Source system', unit: 'text' },
      { id: 'event', label: 'Event', unit: 'text' },
    ],
    rows: merges.map((row) => ({
      outcome: outcomes[row.outcome],
      basis: bases[row.basis],
      from: `${row.kind} ${row.id}`,
      into: `${row.into_kind} ${row.into_id}`,
      survivor: row.survivor_id,
      day: row.occurred_on,
      reason: row.reason,
      source_system: row.source_system,
      event: row.event_id,
    })),
    receipt: receipt(
      'data_quality_merges',
      'Rows of identity_audit, the latest first.',
      `at most ${shownExamples} of each basis and outcome`,
      checkWindow(input),
    ),
  }
}

/** Who was merged into whom, by which link or rule, and what was refused. */
export const mergesSection = (input: ReportInput, result: QualityResult): Section => ({
  id: 'merges',
  title: 'Merged ids',
  tables: [countsTable(input, result), examplesTable(input, result)],
})
