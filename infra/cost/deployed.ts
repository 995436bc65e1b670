import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import * as z from 'zod'
import type { FunctionName } from '#core/names.ts'
import { parseSettings, type Settings } from '#core/settings.ts'
import { funnelsOf, loadCatalog, modelsFor } from '#functions/catalog.ts'
import { addStacks } from '../aws/stacks.ts'
import { settings as shipped } from '../settings.ts'

/** What costs money in the stacks as they are, and what a build and a report ask of Athena. */
export interface Deployed {
  readonly alarms: number
  /** Whether the API writes metrics for each of its routes. */
  readonly routeMetrics: boolean
  readonly memoryMb: ReadonlyMap<FunctionName, number>
  /** Secrets that the settings ask for; people store them. */
  readonly secrets: number
  /** Statements of one build that scan tables, and all of them. */
  readonly buildScans: number
  readonly buildStatements: number
  /** Queries of one report, on average. */
  readonly reportQueries: number
  /** Reports of all sets. */
  readonly reports: number
  /** Reports of the largest set; each set begins with one build. */
  readonly reportsPerBuild: number
}

const template = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z
        .object({
          FunctionName: z.unknown().optional(),
          MemorySize: z.number().optional(),
          DefaultRouteSettings: z
            .object({ DetailedMetricsEnabled: z.unknown().optional() })
            .optional(),
        })
        .optional(),
    }),
  ),
})

/** Every resource of the stacks of these settings, from their templates. */
function resourcesOf(settings: Settings) {
  const outdir = mkdtempSync(join(tmpdir(), 'cost-'))
  try {
    // Templates alone: the functions need no bundles to be counted.
    const app = new App({
      outdir,
      builtinCloudFormationValidation: false,
      context: { 'aws:cdk:bundling-stacks': [] },
    })
    addStacks(app, settings)
    return app
      .synth()
      .stacks.flatMap((stack) => Object.values(template.parse(stack.template).Resources))
  } finally {
    rmSync(outdir, { recursive: true })
  }
}

/** Counts what the shipped settings deploy; throws when the stacks do not synthesize. */
export function readDeployed(): Deployed {
  const settings = parseSettings(shipped)
  const resources = resourcesOf(settings)
  const ofType = (type: string) => resources.filter((each) => each.Type === type)
  const memoryMb = new Map<FunctionName, number>()
  for (const { Properties } of ofType('AWS::Lambda::Function')) {
    const name = String(Properties?.FunctionName).slice(settings.name.length + 1)
    memoryMb.set(name as FunctionName, Properties?.MemorySize ?? 128)
  }
  const catalog = loadCatalog(new URL('../../queries/', import.meta.url))
  const models = modelsFor(catalog, funnelsOf(catalog, settings))
  const tables = models.filter((model) => !model.isView).length
  const sets = Object.values(settings.schedules).map(({ reports }) => reports.length)
  const reports = sets.reduce((sum, count) => sum + count, 0)
  return {
    alarms: ofType('AWS::CloudWatch::Alarm').length,
    routeMetrics: ofType('AWS::ApiGatewayV2::Stage').some(
      ({ Properties }) => Properties?.DefaultRouteSettings?.DetailedMetricsEnabled === true,
    ),
    memoryMb,
    secrets: Object.keys(settings.webhooks).length,
    buildScans: tables,
    // A table of the build before is dropped; every model is made and gets a view; two listings.
    buildStatements: tables + 2 * models.length + 2,
    reportQueries: Math.ceil(catalog.reports.size / new Set(reportGroups(catalog.reports)).size),
    reports,
    reportsPerBuild: Math.max(1, ...sets),
  }
}

/** The reports that queries belong to, by the first word of their names. */
const reportGroups = (queries: ReadonlyMap<string, unknown>) =>
  [...queries.keys()].map((name) => name.slice(0, name.indexOf('_')))
