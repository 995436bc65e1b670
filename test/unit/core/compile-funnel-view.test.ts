import { expect, test } from 'vitest'
import { compileFunnelView, funnelViewColumns } from '#core/compile-funnel-view.ts'
import { parseFunnel } from '#core/funnel.ts'

const funnelOf = (...ids: readonly string[]) =>
  parseFunnel({
    id: 'mine',
    title: 'Mine',
    subject: 'lead',
    stages: ids.map((id, index) => ({
      id,
      label: id,
      position: index + 1 < ids.length ? 'top' : 'bottom',
      events: [id],
    })),
    rules: ['visited', 'any'],
  })

const stageColumns = (...ids: readonly string[]) =>
  funnelViewColumns(funnelOf(...ids)).filter((name) => ids.some((id) => name.startsWith(id)))

test('each stage has two columns', () => {
  expect(stageColumns('demo', 'deal')).toEqual([
    'demo_at',
    'demo_visited_at',
    'deal_at',
    'deal_visited_at',
  ])
})

test('no two columns have one name, whatever the stages are called', () => {
  const ids = ['entered', 'entered_stage', 'lost', 'demo', 'demo_visited', 'won']
  const columns = funnelViewColumns(funnelOf(...ids))
  expect(new Set(columns).size).toBe(columns.length)
  expect(columns).toEqual(expect.arrayContaining(['entered_stage_at', 'won_stage_at', 'won_at']))
})

test('the view shows the tries of the default rule', () => {
  expect(compileFunnelView(funnelOf('demo', 'deal'))).toContain(`where rule = 'visited'`)
})
