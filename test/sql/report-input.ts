import { type FunnelInput, parseFunnel } from '#core/funnel.ts'
import { parsePeriod } from '#core/period.ts'
import type { ReportInput } from '#core/reports/definition.ts'
import { optionsOf } from '#core/reports/options.ts'
import { parseSettings, type SettingsInput } from '#core/settings.ts'
import { settings as shipped } from '#infra/settings.ts'

/** What a test asks a report for; settings are the shipped ones in UTC unless said otherwise. */
export interface Asked {
  readonly funnel: FunnelInput
  readonly period: string
  readonly asOf: string
  readonly settings?: Partial<SettingsInput>
  readonly dimension?: string
}

/** The input of a report with cohorts by month over the period. */
export function reportInput({ funnel, period: label, asOf, ...asked }: Asked): ReportInput {
  const settings = parseSettings({ ...shipped, zone: 'UTC', ...asked.settings })
  const period = parsePeriod(label, asOf, settings)
  const resolved = { funnel: parseFunnel(funnel), period, asOf }
  const { startsOn, endsOn } = period
  const options = asked.dimension === undefined ? {} : { dimension: asked.dimension }
  return {
    funnel: resolved.funnel,
    period,
    settings,
    cohorts: { by: 'month', startsOn, endsOn },
    ...optionsOf(options, resolved, settings),
  }
}
