import { UsageError } from '#core/errors.ts'
import type { EraseRequest, EraseStatus } from '#handlers/erase.ts'
import type { Pipeline } from '#local/pipeline.ts'
import { requireData, withPipeline } from './connect.ts'
import { dataOf, runCommand, text } from './run.ts'
import { untilDone } from './slices.ts'

const help = `Erases a person or company: every event that names it, in every place that holds one.

  npm run erase -- --subject <kind:id> [options]

  --subject <kind:id>  such as lead:17; kinds are visitor, lead, contact, account, opportunity
  --confirm            erase; without it the command only says what would be erased
  --remove-reports     also remove published reports that name the subject, instead of listing them
  --data <dir>         data folder (default .data)
  --help               show this

All ids of the subject are found: those merged with it, the lead that became the contact, people who
told the same e-mail hash, visitors that were nobody else. An event that is about others too, such as
a deal, stays without what names the subject, so that money and deals stay as they are. An event that
was erased and is sent again is answered as a duplicate and does not come back; new events are taken.
It cannot be undone. Stopped in between, the same command goes on.

  npm run erase -- --subject contact:c-1042
  npm run erase -- --subject contact:c-1042 --confirm`

const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`

function tellReports(reports: readonly string[], what: string): void {
  if (reports.length === 0) return
  console.log(`${count(reports.length, 'published report')} ${what}`)
  for (const path of reports) console.log(`  ${path}`)
}

function tellPlan({ ids = {}, removed, reduced, rejects, reports }: EraseStatus): void {
  console.log('Ids of the subject:')
  for (const [kind, some] of Object.entries(ids)) console.log(`  ${kind}: ${some.join(', ')}`)
  console.log(`${count(removed, 'event')} would be removed`)
  console.log(`${count(reduced, 'event')} about others too would lose what names it`)
  console.log(`${count(rejects, 'refused event')} in quarantine would be removed`)
  tellReports(reports, 'name it and would stay without --remove-reports:')
  console.log('Nothing was changed; add --confirm to erase, which cannot be undone')
}

function tellResult(status: EraseStatus, request: EraseRequest, dataDir: string): void {
  const { removed, reduced, rejects, reports, receipt, stays = [] } = status
  console.log(`${count(removed, 'event')} removed, ${reduced} without what named the subject`)
  console.log(`${count(rejects, 'refused event')} removed from quarantine`)
  const left = `named it and stay in ${dataDir}/objects; the same with --remove-reports removes them:`
  tellReports(reports, request.removeReports === true ? 'named it, removed:' : left)
  console.log(`Receipt: ${dataDir}/objects/${receipt}`)
  console.log('What may stay:')
  for (const each of stays) console.log(`  ${each}`)
}

const stageNames: Readonly<Record<string, string>> = {
  events: 'event table',
  lake: 'landing and event log',
  quarantine: 'quarantine',
  build: 'new build of every table',
  'former build': 'the build before',
  files: 'files, written anew',
  reports: 'published reports',
  check: 'a last look',
}

async function erase(pipeline: Pipeline, request: EraseRequest): Promise<EraseStatus> {
  let last: EraseStatus | undefined
  for await (const status of untilDone(() => pipeline.erase(request))) {
    const isNext = !status.done && status.stage !== last?.stage
    if (isNext) console.log(`Next: ${stageNames[status.stage] ?? status.stage}`)
    last = status
  }
  if (last === undefined) throw new Error('the erasure answered nothing')
  return last
}

await runCommand({
  help,
  options: {
    subject: { type: 'string' },
    confirm: { type: 'boolean' },
    'remove-reports': { type: 'boolean' },
    data: { type: 'string' },
  },
  words: { least: 0, most: 0, name: 'no words' },
  async run(_words, options) {
    const subject = text(options, 'subject')
    if (subject === undefined) throw new UsageError('--subject <kind:id> is missing; see --help')
    const dataDir = dataOf(options)
    requireData(dataDir)
    const request = {
      subject,
      confirm: options.confirm === true,
      removeReports: options['remove-reports'] === true,
    }
    const status = await withPipeline(dataDir, ({ pipeline }) => erase(pipeline, request))
    if (request.confirm) tellResult(status, request, dataDir)
    else tellPlan(status)
    return 0
  },
})
