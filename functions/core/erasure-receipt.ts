/** What one run of an erasure did. */
export interface ErasureRun {
  readonly startedAt: string
  readonly finishedAt: string
  /** How many ids the subject had. */
  readonly ids: number
  /** Events that were the subject's alone, and are gone. */
  readonly removed: number
  /** Events about others too, which lost what named the subject. */
  readonly reduced: number
  readonly landingObjects: number
  readonly rejects: number
  /** Published reports that named the subject, by their folders. */
  readonly reports: readonly string[]
  readonly areReportsRemoved: boolean
}

/** Kept in `erasures/<subject>.json`; names nobody. */
export interface ErasureReceipt {
  /** SHA-256 of `<kind>:<id>` as it was asked for. */
  readonly subject: string
  readonly runs: readonly ErasureRun[]
  /** Where copies remain that no erasure reaches, and for how long. */
  readonly stays: readonly string[]
}

const isEmpty = ({ removed, reduced, rejects, reports }: ErasureRun) =>
  removed + reduced + rejects + reports.length === 0

/** The receipt with one run more; a repeated run that found nothing adds nothing. */
export function withRun(
  receipt: ErasureReceipt | undefined,
  { subject, stays }: Pick<ErasureReceipt, 'subject' | 'stays'>,
  run: ErasureRun,
): ErasureReceipt {
  if (receipt === undefined) return { subject, runs: [run], stays }
  return isEmpty(run) ? receipt : { subject, runs: [...receipt.runs, run], stays }
}
