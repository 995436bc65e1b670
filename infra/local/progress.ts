import { Presets, SingleBar } from 'cli-progress'

export interface Progress {
  /** How many of the total are done. */
  update(done: number): void
  stop(): void
}

const lineEveryPercent = 20

/** A bar on a terminal, a line every 20 % elsewhere; `done` is what an earlier run did. */
export function showProgress(label: string, total: number, unit: string, done = 0): Progress {
  return process.stdout.isTTY ? barOf(label, total, unit, done) : linesOf(label, total, unit, done)
}

function barOf(label: string, total: number, unit: string, done: number): Progress {
  const format = `${label} {bar} {percentage}% | {value}/{total} ${unit}`
  const bar = new SingleBar({ format, stream: process.stdout }, Presets.shades_classic)
  bar.start(total, done)
  return { update: (done) => bar.update(done), stop: () => bar.stop() }
}

function linesOf(label: string, total: number, unit: string, before: number): Progress {
  const percentOf = (done: number) => Math.floor((100 * done) / Math.max(1, total))
  const step = (percent: number) => percent - (percent % lineEveryPercent)
  let shown = step(percentOf(before))
  return {
    update(done) {
      if (step(percentOf(done)) <= shown) return
      shown = step(percentOf(done))
      console.log(`${label} ${shown}% | ${done}/${total} ${unit}`)
    },
    stop: () => undefined,
  }
}
