import { App } from 'aws-cdk-lib'
import { checkSettings } from '#core/check-settings.ts'
import { UsageError } from '#core/errors.ts'
import { parseSettings } from '#core/settings.ts'
import { loadCatalog } from '#functions/catalog.ts'
import { addStacks } from './aws/stacks.ts'
import { settings } from './settings.ts'

/** The settings as they can be deployed; what is wrong with them is said without a stack. */
function readSettings() {
  try {
    const parsed = parseSettings(settings)
    const { funnels } = loadCatalog(new URL('../queries/', import.meta.url))
    checkSettings(parsed, { funnels: [...funnels.keys()], now: new Date() })
    return parsed
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    console.error(`infra/settings.ts: ${error.message}`)
    process.exit(1)
  }
}

addStacks(new App(), readSettings())
