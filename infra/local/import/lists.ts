import { readDecimal } from './decimals.ts'
import { classify } from './recipe.ts'
import { openTable } from './table.ts'
import type { Profiled } from './understand.ts'
import { planKey, type StageName, type StageNames } from './words.ts'

/** A list of stages or plans longer than this is another table. */
const mostListed = 10_000

const isTrue = (cell: string | undefined) => /^(true|1|yes|t)$/i.test(cell?.trim() ?? '')

type Cell = (role: string) => string

function stageOf(cell: Cell): [string, StageName] {
  const won = isTrue(cell('is_won'))
  const closed = won || isTrue(cell('is_closed'))
  const label = cell('label') || cell('stage')
  return [cell('stage'), closed ? { label, outcome: won ? 'won' : 'lost' } : { label }]
}

/** A plan that is called churn ends a subscription, and one without a price begins it. */
function actionOf(label: string, price: string): string {
  if (classify(label, 'action') === 'cancel') return 'cancel'
  return Number(price) === 0 ? 'start' : 'change'
}

function planOf(cell: Cell, { profile }: Profiled): [string, StageName] {
  const label = cell('label') || cell('plan')
  const decimals = (profile.columns.get('price')?.comma ?? 0) > 0 ? 'comma' : 'point'
  const price = readDecimal(cell('price') || '0', { decimals }) ?? '0'
  const interval = classify(cell('interval') || label, 'interval') ?? 'month'
  const action = actionOf(label, price)
  return [planKey(cell('plan')), { label, plan: { price, interval, action } }]
}

async function rowsOf(listed: Profiled, read: (cell: Cell) => [string, StageName]) {
  const { reading, match } = listed
  const table = await openTable(reading.file, reading.options)
  const found: [string, StageName][] = []
  for await (const block of table.rows) {
    for (const row of block) {
      if (!('cells' in row) || found.length >= mostListed) continue
      found.push(read((role) => row.cells[match.roles.get(role)?.at ?? -1]?.trim() ?? ''))
    }
  }
  return found
}

/** What the lists among the files say of the stages and plans in the others, by their ids. */
export async function listedIn(profiled: readonly Profiled[]): Promise<StageNames> {
  const lists = profiled.map(async (each) => {
    const { id } = each.match.recipe
    if (id === 'stage_list') return rowsOf(each, stageOf)
    return id === 'plan_list' ? rowsOf(each, (cell) => planOf(cell, each)) : []
  })
  return new Map((await Promise.all(lists)).flat())
}
