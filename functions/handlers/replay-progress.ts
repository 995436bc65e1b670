/** How far a replay is; `mark` is where it goes on. */
export interface Replaying {
  readonly mark: string
  readonly counts: Readonly<Record<string, number>>
  readonly isThrough: boolean
}

export const startOfReplay: Replaying = { mark: '', counts: {}, isThrough: false }

type Counts = Replaying['counts']

/** The counts with some more of each word. */
export function plus(counts: Counts, more: Counts): Counts {
  const sums = { ...counts }
  for (const [word, count] of Object.entries(more)) sums[word] = (sums[word] ?? 0) + count
  return sums
}

/** How many there are of each word. */
export function countsOf(words: readonly string[]): Counts {
  return words.reduce<Counts>((counts, word) => plus(counts, { [word]: 1 }), {})
}
