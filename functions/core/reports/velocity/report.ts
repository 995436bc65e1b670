import { stepOf } from '../../funnel.ts'
import { smallSampleBelow } from '../../statistics.ts'
import type { ReportDefinition, ReportInput, ReportQuery } from '../definition.ts'
import { historyNotes, historyQuery } from '../histories.ts'
import { day, text, whole } from '../parameters.ts'
import { windowStart } from '../parts.ts'
import { inputBefore, pipelineSection } from './change.ts'
import { cyclesSection } from './cycles.ts'
import { headlineFigures, velocityFigure } from './figures.ts'
import { headlineOf } from './headline.ts'
import { notesOf } from './notes.ts'
import { responseSection } from './response.ts'
import { readPipeline, readRows } from './rows.ts'
import { stagesSection } from './stages.ts'
import { stalledSection, stalledShown } from './stalled.ts'

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

const windowOf = (input: ReportInput) => ({ window_starts_on: day(windowStart(input)) })

/** The factors of pipeline velocity, by these dimensions or as a whole alone. */
function pipelineQuery(input: ReportInput, dimensions: readonly string[]): ReportQuery {
  const { funnel, period, subjects } = parametersOf(input)
  const asked = { dimensions: { type: 'strings', value: ['all', ...dimensions] } } as const
  return {
    query: 'velocity_pipeline',
    parameters: { ...funnel, ...period, ...windowOf(input), ...subjects, ...asked },
  }
}

function queries(input: ReportInput): Readonly<Record<string, ReportQuery>> {
  const { funnel, period, dimensions, targets, subjects, sla } = parametersOf(input)
  const before = inputBefore(input)
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
    pipeline: pipelineQuery(input, input.dimensions),
    ...(before === null ? {} : { pipelineBefore: pipelineQuery(before, []) }),
    response: { query: 'velocity_response', parameters: { ...period, ...sla, ...dimensions } },
    routing: { query: 'velocity_routing', parameters: { ...period, ...dimensions } },
    leftOut: {
      query: 'velocity_left_out',
      parameters: { ...funnel, ...period, ...windowOf(input) },
    },
    ...historyQuery(input),
  }
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
      notes: [...notesOf(input, result), ...historyNotes(rows)],
    }
  },
  keyFigures: {
    queries: (input) => ({ pipeline: pipelineQuery(input, []) }),
    figures: (input, rows) => [velocityFigure(input, readPipeline(rows))],
  },
}
