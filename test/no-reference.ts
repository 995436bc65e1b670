import type { Reference } from '#core/reference-versions.ts'

/** No reference data was ever loaded. */
export const noReference: Reference = {
  fx_rates: [],
  quotas: [],
  targets: [],
  touch_names: [],
  icp_rules: [],
  committee_roles: [],
  holidays: [],
}
