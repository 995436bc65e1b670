import type { Funnel } from '#core/funnel.ts'
import { canonicalJson, sha256 } from '#core/hash.ts'
import { numberSettings } from '#core/number-settings.ts'
import type { Settings } from '#core/settings.ts'
import { type Catalog, funnelsOf, modelsFor } from '#functions/catalog.ts'

const sqlHash = (catalog: Catalog, settings: Settings, funnels: readonly Funnel[]) =>
  sha256(
    modelsFor(catalog, funnels, funnelsOf(catalog, settings))
      .map((model) => model.sql)
      .join('\n'),
  )

/** What all reports of one as-of have in common beside the log and the SQL. */
export interface Given {
  readonly settings: Settings
  /** `referenceHash` of the reference data as known at the as-of. */
  readonly reference: string
}

/**
 * What a build of one funnel is made from beside the log: its definition, all SQL, the settings and
 * the reference data.
 */
export const inputHashes = (catalog: Catalog, { settings, reference }: Given, funnel: Funnel) => ({
  funnel: sha256(canonicalJson(funnel)),
  models: sqlHash(catalog, settings, [funnel]),
  settings: sha256(canonicalJson(numberSettings(settings))),
  reference,
})

/** One hash over `inputHashes` for each funnel id: equal exactly when a build holds that funnel as it is now. */
export const buildHashes = (
  catalog: Catalog,
  given: Given,
  funnels: readonly Funnel[],
): Record<string, string> =>
  Object.fromEntries(
    funnels.map((funnel) => [
      funnel.id,
      sha256(canonicalJson(inputHashes(catalog, given, funnel))),
    ]),
  )
