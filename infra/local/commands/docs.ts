import { readFile, writeFile } from 'node:fs/promises'
import { replacePart } from '#core/markdown.ts'
import { eventReference, modelReference } from '#core/reference.ts'
import { loadCatalog } from '#functions/catalog.ts'

/** Writes the generated parts of `queries/README.md` afresh from the schema and the models. */
const queries = new URL('../../../queries/', import.meta.url)
const readme = new URL('README.md', queries)
const page = await readFile(readme, 'utf8')
const withEvents = replacePart(page, 'event reference', eventReference())
const withModels = replacePart(withEvents, 'models', modelReference(loadCatalog(queries).models))
await writeFile(readme, withModels)
console.log('queries/README.md is up to date')
