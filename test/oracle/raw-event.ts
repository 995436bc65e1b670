/** An event as it was sent, with the time at which it was first accepted. */
export interface RawEvent {
  readonly event_id: string
  readonly type: string
  readonly name?: string
  /** ISO instant in UTC, or `YYYY-MM-DD` of a `date_only` event. */
  readonly occurred_at: string
  readonly received_at: string
  readonly date_only?: boolean
  readonly visitor_id?: string
  readonly lead_id?: string
  readonly contact_id?: string
  readonly account_id?: string
  readonly opportunity_id?: string
  readonly outcome?: string
  readonly properties?: Readonly<Record<string, unknown>>
  readonly relation?: string
  readonly from_kind?: string
  readonly from_id?: string
  readonly into_kind?: string
  readonly into_id?: string
  readonly target_event_id?: string
  readonly [field: string]: unknown
}

export const dayMs = 86_400_000

/** By its UTF-8 bytes, as every engine sorts text; the ids of tests are ASCII. */
export const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
