import * as z from 'zod'
import { parseSettings } from '#core/settings.ts'
import { loadCatalog } from '#functions/catalog.ts'
import { task } from '#functions/lambda.ts'
import { createMigrate } from '#handlers/migrate.ts'
import { basePorts, withinTime } from './clients.ts'
import { createCustomResource } from './custom-resource.ts'

const catalog = loadCatalog(new URL('./queries/', import.meta.url))
const properties = z.object({ Settings: z.string() })

/** The databases are part of the data stack, which may be changed where a function may not. */
const ports = { ...basePorts(), catalog, hasSchemas: true }

export const handler = withinTime(
  task(
    createCustomResource(
      async (input) => {
        const settings = parseSettings(JSON.parse(properties.parse(input).Settings))
        await createMigrate({ ...ports, settings })()
      },
      {
        id: 'migrate',
        advice: 'Nothing was dropped or renamed: mend this, then deploy again',
      },
    ),
  ),
)
