import * as z from 'zod'
import type { ReportRows } from './definition.ts'

const figureRow = z.object({
  figure: z.string(),
  value: z.string(),
  reached_from: z.number(),
  reached_to: z.number(),
  visited_from: z.number(),
  visited_both: z.number(),
  negative: z.number(),
  number: z.number(),
  total_seconds: z.number().nullable(),
  median_seconds: z.number().nullable(),
})

const result = z.object({
  figures: z.array(figureRow).default([]),
  pauses: z.array(z.object({ judged: z.number(), reactivated: z.number() })).default([]),
  stageMetrics: z
    .array(z.object({ metric: z.string(), number: z.number(), subjects: z.number() }))
    .default([]),
})

export type FigureRow = z.infer<typeof figureRow>
export type FigureRows = z.infer<typeof result>

/** The rows of the figure queries, typed; throws when a query and this reading disagree. */
export const readFigureRows = (rows: ReportRows<string>): FigureRows => result.parse(rows)

const nothing = {
  reached_from: 0,
  reached_to: 0,
  visited_from: 0,
  visited_both: 0,
  negative: 0,
  number: 0,
  total_seconds: null,
  median_seconds: null,
}

/** The row of a figure for one value of its split, '' for all tries; zeros where there is none. */
export const rowOf = (rows: FigureRows, figure: string, value = ''): FigureRow =>
  rows.figures.find((row) => row.figure === figure && row.value === value) ?? {
    ...nothing,
    figure,
    value,
  }

/** The name under which a stage's metric is asked for, and that of the count it is divided by. */
export const metricKey = (stage: string, index: number) => `${stage}.${index}`
export const perKey = (key: string) => `${key}.per`
