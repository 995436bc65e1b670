import { stepOf } from '../funnel.ts'
import type { Parameter } from '../literal.ts'
import { smallSampleBelow } from '../statistics.ts'
import type { ReportDefinition, ReportInput } from './definition.ts'
import { cyclesSection } from './velocity-cycles.ts'
import { headlineFigures } from './velocity-figures.ts'
import { headlineOf } from './velocity-headline.ts'
import { notesOf } from './velocity-notes.ts'
import { windowStart } from './velocity-parts.ts'
import { pipelineSection } from './velocity-pipeline.ts'
import { responseSection } from './velocity-response.ts'
import { readRows } from './velocity-rows.ts'
import { stagesSection } from './velocity-stages.ts'
import { stalledSection, stalledShown } from './velocity-stalled.ts'

const text = (value: string): Parameter => ({ type: 'string', value })
const day = (value: string): Parameter => ({ type: 'date', value })
const whole = (value: number): Parameter => ({ type: 'integer', value })

function parametersOf({ funnel, period, settings, dimensions }: ReportInput) {
  const stage = funnel.qualified_stage
  return {
    funnel: { funnel: text(funnel.id) },
    period: { starts_on: day(period.startsOn), ends_on: day(period.endsOn) },
    dimensions: { dimensions: { type: 'strings', value: ['all', ...dimensions] } },
    targets: {
      target_days: text(funnel.stages.map((each) => each.target_days ?? '').join(',')),
    },
    // Step 0 stands for a funnel without a qualified stage.
    subjects: {
      subject: text(funnel.subject),
      qualified_step: whole(stage === undefined ? 0 : stepOf(funnel, stage)),
    },
    sla: { sla_seconds: whole(settings.responseSlaMinutes * 60) },
  } as const
}

function queries(input: ReportInput) {
  const { funnel, period, dimensions, targets, subjects, sla } = parametersOf(input)
  const window = { window_starts_on: day(windowStart(input)) }
  const currency = { currency: text(input.settings.currency) }
  const least = { least_visits: whole(smallSampleBelow) }
  return {
    stageTimes: {
      query: 'velocity_stage_times',
      parameters: { ...funnel, ...period, ...targets, ...dimensions },
    },
    openVisits: {
      query: 'velocity_open_visits',
      parameters: { ...funnel, ...targets, ...least, ...dimensions },
    },
    stalled: {
      query: 'velocity_stalled',
      parameters: { ...funnel, ...targets, ...least, shown: whole(stalledShown) },
    },
    cycles: {
      query: 'velocity_cycles',
      parameters: { ...funnel, ...period, ...subjects, ...dimensions },
    },
    pipeline: {
      query: 'velocity_pipeline',
      parameters: { ...funnel, ...period, ...window, ...currency, ...subjects, ...dimensions },
    },
    response: { query: 'velocity_response', parameters: { ...period, ...sla, ...dimensions } },
    routing: { query: 'velocity_routing', parameters: { ...period, ...dimensions } },
    leftOut: {
      query: 'velocity_left_out',
      parameters: { ...funnel, ...period, ...window, ...currency },
    },
  } as const
}

/** How fast subjects move: time in stage, sales cycle, money a day, lead response, who stalls. */
export const velocity: ReportDefinition = {
  id: 'velocity',
  title: 'Velocity',
  queries,
  body: (input, rows) => {
    const result = readRows(rows)
    return {
      headline: headlineOf(input, result),
      currency: input.settings.currency,
      figures: headlineFigures(input, result),
      sections: [
        pipelineSection(input, result),
        stagesSection(input, result),
        stalledSection(input, result),
        cyclesSection(input, result),
        responseSection(input, result),
      ],
      notes: notesOf(input, result),
    }
  },
}
