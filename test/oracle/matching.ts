/** For each step, the numbers of the events that could serve it. */
export type Choices = readonly (readonly number[])[]

/** The most steps that can be served at once when each needs an event of its own. */
export function mostServed(choices: Choices, taken: ReadonlySet<number> = new Set()): number {
  const [first, ...rest] = choices
  if (first === undefined) return 0
  const free = first.filter((event) => !taken.has(event))
  const served = free.map((event) => 1 + mostServed(rest, new Set([...taken, event])))
  return Math.max(mostServed(rest, taken), ...served)
}
