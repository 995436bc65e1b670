import { smallSampleBelow } from '../../statistics.ts'
import type { PipelineResult } from './rows.ts'

type WeightRow = PipelineResult['weights'][number]

/** Wins of the visits that a weight is taken from, and whether those are of the stage or of all. */
export interface Weight {
  readonly wins: number
  readonly visits: number
  readonly of: 'stage' | 'all stages'
}

/**
 * The historical rate to won of a stage: the forecast's rule with age 0 and the won horizon, so that
 * with fewer than 30 visits it is that of all stages. Null where no visit is old enough.
 */
export function weightOf(rows: readonly WeightRow[], stage: string): Weight | null {
  const own = rows.find((row) => row.stage === stage)
  if (own && own.visits >= smallSampleBelow) return { ...own, of: 'stage' }
  const all = rows.find((row) => row.stage === '')
  return all && all.visits > 0 ? { ...all, of: 'all stages' } : null
}

/** Stages in the order in which opportunities come to them, by the mean time since opening. */
export function stageOrder(rows: readonly WeightRow[]): string[] {
  const mean = ({ seconds, entered }: WeightRow) => (seconds ?? 0) / entered
  return rows
    .filter((row) => row.stage !== '')
    .sort((a, b) => mean(a) - mean(b) || (a.stage < b.stage ? -1 : 1))
    .map((row) => row.stage)
}
