export interface Measure {
  readonly label: string
  /** Median of the runs. */
  readonly seconds: number
  readonly runs: number
}

/** A slow step is run again only as long as all its runs together stay below this. */
const patienceSeconds = 60

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  const [low = 0, high = 0] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]]
  return (low + high) / 2
}

export const measureOf = (label: string, seconds: readonly number[]): Measure => ({
  label,
  seconds: median(seconds),
  runs: seconds.length,
})

/** Runs the work up to so many times, one after the other, and says how long the median took. */
export async function measure(
  label: string,
  most: number,
  work: (run: number) => Promise<unknown>,
): Promise<Measure> {
  const seconds: number[] = []
  const sum = () => seconds.reduce((total, each) => total + each, 0)
  while (seconds.length < most && (seconds.length === 0 || sum() < patienceSeconds)) {
    const start = performance.now()
    await work(seconds.length + 1)
    seconds.push((performance.now() - start) / 1000)
  }
  const result = measureOf(label, seconds)
  console.log(`${label}: ${result.seconds.toFixed(3)} s, median of ${result.runs}`)
  return result
}

/** As `measure`, but seconds of CPU over all threads, and one run before those that count. */
export async function measureCpu(
  label: string,
  runs: number,
  work: () => Promise<unknown>,
): Promise<Measure> {
  await work()
  const seconds: number[] = []
  while (seconds.length < runs) {
    const before = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(before)
    seconds.push((user + system) / 1_000_000)
  }
  const result = measureOf(label, seconds)
  console.log(`${label}: ${result.seconds.toFixed(3)} s of CPU, median of ${result.runs}`)
  return result
}
