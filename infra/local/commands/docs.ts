import { readFile, writeFile } from 'node:fs/promises'
import {
  eventReference,
  funnelReference,
  modelReference,
  referenceTableSections,
} from '#core/documentation.ts'
import { replacePart } from '#core/markdown.ts'
import { loadCatalog } from '#functions/catalog.ts'
import { readDeployed } from '#infra/cost/deployed.ts'
import { costSection, priceSection } from '#infra/cost/table.ts'

/**
 * Writes the generated parts of `queries/README.md` afresh from the schema and the models, and those
 * of `infra/README.md` from the stacks and the price list.
 */
const queries = new URL('../../../queries/', import.meta.url)
const readme = new URL('README.md', queries)
const page = await readFile(readme, 'utf8')
const withEvents = replacePart(page, 'event reference', eventReference())
const { models, funnels } = loadCatalog(queries)
const withModels = replacePart(withEvents, 'models', modelReference(models))
const withFunnels = replacePart(withModels, 'funnels', funnelReference([...funnels.values()]))
await writeFile(readme, replacePart(withFunnels, 'reference tables', referenceTableSections()))

const operations = new URL('../../README.md', import.meta.url)
const withCost = replacePart(
  await readFile(operations, 'utf8'),
  'cost',
  costSection(readDeployed()),
)
await writeFile(operations, replacePart(withCost, 'prices', priceSection()))
console.log('queries/README.md and infra/README.md are up to date')
