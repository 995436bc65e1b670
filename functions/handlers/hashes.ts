import type { Funnel } from '#core/funnel.ts'
import { canonicalJson, sha256 } from '#core/hash.ts'
import type { Settings } from '#core/settings.ts'
import { type Catalog, modelsFor } from '#functions/catalog.ts'

const sqlHash = (catalog: Catalog, funnels: readonly Funnel[]) =>
  sha256(
    modelsFor(catalog, funnels)
      .map((model) => model.sql)
      .join('\n'),
  )

/** What a build of one funnel is made from beside the log: its definition and all SQL, and the settings. */
export const inputHashes = (catalog: Catalog, settings: Settings, funnel: Funnel) => ({
  funnel: sha256(canonicalJson(funnel)),
  models: sqlHash(catalog, [funnel]),
  settings: sha256(canonicalJson(settings)),
})

/** One hash over `inputHashes` for each funnel id: equal exactly when a build holds that funnel as it is now. */
export const buildHashes = (
  catalog: Catalog,
  settings: Settings,
  funnels: readonly Funnel[],
): Record<string, string> =>
  Object.fromEntries(
    funnels.map((funnel) => [
      funnel.id,
      sha256(canonicalJson(inputHashes(catalog, settings, funnel))),
    ]),
  )
