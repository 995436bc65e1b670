import { expect, test } from 'vitest'
import { brief, table } from './exports.ts'
import { importRecognised } from './recognised.ts'

const plans = table(
  'plan_id,plan_name,price',
  '0,trial,0',
  '1,basic monthly,9.90',
  '3,pro annual,199',
  '4,churn,',
)
const changes = table(
  'customer_id,plan_id,start_date',
  'c1,0,2026-01-01',
  'c1,1,2026-01-08',
  'c1,3,2026-03-08',
  'c2,0,2026-01-02',
  'c2,4,2026-01-09',
)

test('changes of plans are priced by the list of plans beside them', async () => {
  const { stored, summary } = await importRecognised({ 'plans.csv': plans, 'c.csv': changes })
  expect(summary.flatMap(({ problems }) => problems)).toEqual([])
  expect(
    brief(stored, 'account_id', 'occurred_at', 'action', 'amount', 'interval', 'product'),
  ).toEqual([
    ['c1', '2026-01-01', 'start', '0', 'month', 'trial'],
    ['c1', '2026-01-08', 'change', '9.90', 'month', 'basic monthly'],
    ['c1', '2026-03-08', 'change', '199', 'year', 'pro annual'],
    ['c2', '2026-01-02', 'start', '0', 'month', 'trial'],
    ['c2', '2026-01-09', 'cancel', '0', 'month', 'churn'],
  ])
})

test('without a list of plans their changes are refused', async () => {
  const { prepared, stored } = await importRecognised({ 'c.csv': changes })
  expect(stored).toEqual([])
  expect(prepared.refused[0]?.reason).toContain('priced by a list of plans beside it')
})
