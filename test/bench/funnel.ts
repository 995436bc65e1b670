import { parseFunnel } from '#core/funnel.ts'
import { stepNames } from './workload-sql.ts'

/** The seven steps in order, counted once per lead from its first entry, without a window. */
export const sevenSteps = parseFunnel({
  id: 'seven_steps',
  title: 'Seven steps in order',
  subject: 'lead',
  stages: stepNames.map((name, index) => ({
    id: name,
    label: name,
    position: index < stepNames.length - 1 ? 'top' : 'bottom',
    events: [name],
  })),
  rules: ['ordered'],
  entries: 'first',
  uses_outcomes: false,
})
