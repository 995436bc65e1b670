import { type FieldDoc, fieldsOf } from './columns.ts'
import { funnelView, stageColumns } from './compile-funnel-view.ts'
import { type EventType, envelopeFields, eventTypes, identityFields } from './event-shapes.ts'
import type { ColumnType } from './fields.ts'
import { defaultRule, type Funnel } from './funnel.ts'
import { limits } from './limits.ts'
import { markdownTable } from './markdown.ts'
import { problemCodes } from './problems.ts'
import { type ReferenceTable, referenceTables } from './reference-tables.ts'

const fieldRow = ({ name, type, required, doc }: FieldDoc) => [
  `\`${name}\``,
  type,
  required ? 'yes' : '',
  doc,
]

const fieldTable = (fields: readonly FieldDoc[]) =>
  markdownTable(['field', 'type', 'required', 'description'], fields.map(fieldRow))

const isIdentity = ({ name }: FieldDoc) => name in identityFields
const isCommon = (field: FieldDoc) => isIdentity(field) || field.name in envelopeFields

/** Fields of one type only, and common ones that it requires. */
function typeSection(type: EventType): string {
  const own = fieldsOf(type).filter(
    (field) => !isCommon(field) || (field.required && !isIdentity(field)),
  )
  return `### ${type}\n\n${fieldTable(own)}`
}

function commonSection(): string {
  const common = fieldsOf('stage').filter(isCommon)
  return `### Fields of every event\n\n${fieldTable([
    { name: 'type', type: 'string', required: true, doc: `One of: ${eventTypes.join(', ')}` },
    ...common,
  ])}`
}

const hours = (ms: number) => `${ms / 3_600_000} hours`
const bytes = (count: number) => `${count.toLocaleString('en-US')} bytes`

const limitRows: readonly (readonly [string, string])[] = [
  ['request body', bytes(limits.bodyBytes)],
  ['events in a batch', String(limits.batchEvents)],
  ['one event', bytes(limits.eventBytes)],
  ['one string', bytes(limits.stringBytes)],
  ['`properties`', `${bytes(limits.propertiesBytes)}, ${limits.propertiesKeys} keys`],
  ['nesting', `${limits.depth} levels`],
  ['earliest time', limits.earliest.slice(0, 10)],
  ['latest `occurred_at`', `${hours(limits.futureToleranceMs)} ahead`],
]

/** The event reference as Markdown: fields by type, limits and refusal codes, all from the schema. */
export function eventReference(): string {
  const codes = Object.entries(problemCodes).map(([code, doc]) => [`\`${code}\``, doc])
  return [
    commonSection(),
    ...eventTypes.map(typeSection),
    `### Limits\n\n${markdownTable(['what', 'at most'], limitRows)}`,
    `### Refusal codes\n\n${markdownTable(['code', 'meaning'], codes)}`,
  ].join('\n\n')
}

const typeNames: Partial<Record<ColumnType, string>> = {
  decimal: 'decimal(18,4)',
  rate: 'decimal(18,8)',
}

function referenceSection({ name, doc, key, columns }: ReferenceTable): string {
  const rows = columns.map((column) => [
    `\`${column.name}\``,
    typeNames[column.type] ?? column.type,
    key.includes(column.name) ? 'yes' : '',
    column.doc,
  ])
  return `### ${name}\n\n${doc}\n\n${markdownTable(['column', 'type', 'key', 'description'], rows)}`
}

/** The reference tables as Markdown: what one row is, which columns name it and what each holds. */
export const referenceTableSections = (): string =>
  referenceTables.map(referenceSection).join('\n\n')

const summaryRow = ({ name, sql }: { name: string; sql: string }) => {
  const { purpose, grain } = modelHeader(name, sql)
  return [`\`${name}\``, grain, purpose]
}

/** The models as Markdown: what one row is and why each exists, from the comment that opens its file. */
export function modelReference(models: readonly { name: string; sql: string }[]): string {
  return markdownTable(['table', 'one row per', 'what it is for'], models.map(summaryRow))
}

const stagesOf = (funnel: Funnel) =>
  stageColumns(funnel)
    .map(({ reached }) => `\`${reached}\``)
    .join(', ')

/** The views of the funnels as Markdown: whose tries each holds, and the column of each stage. */
export function funnelReference(funnels: readonly Funnel[]): string {
  const rows = funnels.map((funnel) => [
    `\`${funnelView(funnel)}\``,
    funnel.title,
    funnel.subject,
    defaultRule(funnel),
    stagesOf(funnel),
  ])
  return markdownTable(['view', 'funnel', 'subject', 'rule', 'stages in order'], rows)
}

/** Purpose and grain in the comment that opens a model; throws when one is missing. */
export function modelHeader(name: string, sql: string): { purpose: string; grain: string } {
  const lines = /^(?:--[^\n]*\n)*/.exec(sql)?.[0].split('\n') ?? []
  const words = lines.map((line) => line.replace(/^-- ?/, ''))
  const grain = words.find((line) => line.startsWith('grain: '))?.slice('grain: '.length)
  const purpose = words
    .filter((line) => !/^[a-z]+: /.test(line))
    .join(' ')
    .trim()
  if (!grain || !purpose) throw new Error(`${name} lacks its opening comment or "-- grain:"`)
  return { purpose, grain }
}
