import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { cases } from './cases/suite.ts'
import { type Check, passes, type Suite } from './check.ts'
import { cliqueBait } from './clique_bait/suite.ts'
import { ecom } from './ecom_funnel/suite.ts'
import { fivetranSeeds } from './fivetran_seeds/suite.ts'
import { foodieFi } from './foodie_fi/suite.ts'
import { olist } from './olist/suite.ts'
import { recognised } from './recognised/suite.ts'
import { relayFoods } from './relay_foods/suite.ts'
import { retentioneering } from './retentioneering_ecom/suite.ts'
import { saas } from './saas_tua3/suite.ts'
import { taskflow } from './taskflow/suite.ts'

const suites: readonly Suite[] = [
  olist,
  saas,
  cliqueBait,
  ecom,
  retentioneering,
  taskflow,
  foodieFi,
  relayFoods,
  fivetranSeeds,
  recognised,
  cases,
]

const show = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value))

/** The checks of a suite; one that cannot run is a check that fails. */
async function checksOf(suite: Suite, folder: string): Promise<readonly Check[]> {
  try {
    return await suite.run(join(folder, suite.needs))
  } catch (error) {
    console.error(error)
    return [{ name: 'runs to its end', actual: String(error), expected: 'no error' }]
  }
}

async function runSuites(folder: string): Promise<{ passed: number; failed: number }> {
  let passed = 0
  let failed = 0
  for (const suite of suites) {
    if (!existsSync(join(folder, suite.needs))) {
      console.log(`${suite.name}: left out, there is no ${suite.needs} in ${folder}`)
      continue
    }
    for (const check of await checksOf(suite, folder)) {
      if (passes(check)) passed += 1
      else {
        failed += 1
        console.log(
          `${suite.name}: ${check.name}: ${show(check.actual)} instead of ${show(check.expected)}`,
        )
      }
    }
  }
  return { passed, failed }
}

const { passed, failed } = await runSuites(resolve(process.argv[2] ?? '../shared'))
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
