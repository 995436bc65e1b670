import { describe, expect, test } from 'vitest'
import { defaultRule, type FunnelInput, parseFunnel, wonStep } from '#core/funnel.ts'

const stage = (id: string, position: FunnelInput['stages'][number]['position'] = 'top') => ({
  id,
  label: id,
  position,
  events: [id],
})
const funnel: FunnelInput = {
  id: 'sales',
  title: 'Sales',
  subject: 'lead',
  stages: [
    stage('lead'),
    stage('demo', 'middle'),
    stage('won', 'bottom'),
    stage('renewed', 'post'),
  ],
  won_stage: 'won',
}

test('a definition gets its defaults', () => {
  const parsed = parseFunnel(funnel)
  expect(parsed).toMatchObject({ lost_events: [], rules: ['any', 'all'] })
  expect(wonStep(parsed)).toBe(3)
  expect(defaultRule(parsed)).toBe('any')
  expect(defaultRule(parseFunnel({ ...funnel, rules: ['all', 'any'] }))).toBe('all')
})

const stages = (...changed: object[]) => ({
  stages: funnel.stages.map((each, index) => ({ ...each, ...changed[index] })),
})
const faults: [path: string, change: object][] = [
  ['id', { id: 'Sales' }],
  ['id', { id: "sales'; drop table x" }],
  ['title', { title: '' }],
  ['subject', { subject: 'visitor' }],
  ['stages', { stages: [stage('won')] }],
  ['stages', { stages: Array.from({ length: 13 }, (_, index) => stage(`s${index}`)) }],
  ['stages.1.id', stages({}, { id: 'lead' })],
  ['stages.0.events', stages({ events: [] })],
  ['stages.1.events.0', stages({}, { events: [''] })],
  ['stages.0.position', stages({ position: 'upper' })],
  ['stages.0', stages({ event: 'typo' })],
  ['won_stage', { won_stage: 'closed' }],
  ['lost_events.0', { lost_events: [''] }],
  ['rules.1', { rules: ['any', 'some'] }],
  ['rules', { rules: [] }],
]

describe('a fault', () => {
  test.each(faults)('is named by its path: %s', (path, change) => {
    const parse = () => parseFunnel({ ...funnel, ...change })
    expect(parse).toThrow(expect.objectContaining({ name: 'UsageError' }))
    expect(parse).toThrow(new RegExp(`(definition|;) ?:? ${path.replaceAll('.', '\\.')}: `))
  })

  test('does not hide the others', () => {
    const change = { title: '', subject: 'visitor', rules: [] }
    expect(() => parseFunnel({ ...funnel, ...change })).toThrow(/title: .*subject: .*rules: /)
  })

  test.each([null, undefined, 'funnel', [], 1])('%j is no definition', (input) => {
    expect(() => parseFunnel(input)).toThrow('wrong funnel definition')
  })
})
