import type { Settings } from './settings.ts'

/** Who is told, what is taken in and how it is deployed: no number of a report comes from these. */
const withoutNumbers = new Set<string>([
  'name',
  'alerts',
  'webhooks',
  'sender',
  'schedules',
  'restoredTable',
  'routeMetrics',
  'scanLimitsGb',
] satisfies (keyof Settings)[])

/** The settings that models and reports can depend on; what is hashed of them. */
export const numberSettings = (settings: Settings): Partial<Settings> =>
  Object.fromEntries(Object.entries(settings).filter(([key]) => !withoutNumbers.has(key)))
