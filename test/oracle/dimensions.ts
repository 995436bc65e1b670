import { dimensions } from '#core/journey-columns.ts'
import { type HistoryEvent, idsOf, type SubjectKind } from './history.ts'
import { byText } from './raw-event.ts'

/** The type of event that changes the record of a kind. */
const changedBy = { lead: 'person', contact: 'person', account: 'account', opportunity: 'deal' }

/** A field of a record as of then: as its last change said, null where that cleared it. */
function recorded(
  kind: SubjectKind,
  id: unknown,
  field: string,
  then: number,
  history: readonly HistoryEvent[],
) {
  const changes = history
    .filter((event) => event.raw.type === changedBy[kind] && event.at <= then)
    .filter((event) => idsOf(event).includes(`${kind} ${id}`) && event.raw[field] !== undefined)
    .sort((a, b) => a.at - b.at || byText(a.raw.event_id, b.raw.event_id))
  return changes.at(-1)?.raw[field]
}

/** Each dimension from the entry event, else from its deal, person and account as known then. */
export function dimensionsOf(
  kind: SubjectKind,
  subject: string,
  entry: HistoryEvent,
  history: readonly HistoryEvent[],
): Record<string, string> {
  const { raw, at } = entry
  const own = (record: SubjectKind) => (record === kind ? subject : raw[`${record}_id`])
  const isContact = kind === 'contact' || (kind !== 'lead' && raw.lead_id === undefined)
  const person = isContact ? 'contact' : 'lead'
  const value = (field: string) =>
    [
      raw[field],
      ...(['opportunity', person, 'account'] as const).map((record) =>
        recorded(record, own(record), field, at, history),
      ),
    ].find((each) => each !== undefined && each !== null) ?? '(none)'
  return Object.fromEntries(dimensions.map((field) => [field, String(value(field))]))
}
