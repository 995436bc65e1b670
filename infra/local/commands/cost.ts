import { UsageError } from '#core/errors.ts'
import { readDeployed } from '#infra/cost/deployed.ts'
import { costTable, usualPlan } from '#infra/cost/table.ts'
import { type OptionValues, runCommand, text } from '#local/commands/run.ts'

const help = `Estimates what a deployment costs on AWS in a month, from the stacks and the prices in
infra/cost/prices.ts. Needs no account.

  npm run cost -- [options]

  --events-per-month <n>  events sent in a month (default 1000000)
  --event-bytes <n>       JSON of one event (default 300, as in the sample business)
  --batch <n>             events in one request, up to 500 (default 500)
  --months <n>            months of events kept, this one included (default 12)
  --reports <n>           reports published in a month (default: each of the settings' sets once)
  --mails <n>             mails with a report attached (default 0)
  --help                  show this`

function number(options: OptionValues, name: string, fallback: number, least: number): number {
  const value = Number(text(options, name) ?? fallback)
  if (Number.isSafeInteger(value) && value >= least) return value
  throw new UsageError(`--${name} takes a whole number from ${least}`)
}

await runCommand({
  help,
  options: {
    'events-per-month': { type: 'string' },
    'event-bytes': { type: 'string' },
    batch: { type: 'string' },
    months: { type: 'string' },
    reports: { type: 'string' },
    mails: { type: 'string' },
  },
  words: { least: 0, most: 0, name: 'no words' },
  async run(_words, options) {
    const read = (name: string, fallback: number, least = 1) =>
      number(options, name, fallback, least)
    // Refuses wrong options before the stacks are made, which takes some seconds.
    const asked = {
      events: read('events-per-month', 1_000_000, 0),
      eventBytes: read('event-bytes', 300, 50),
      batch: read('batch', 500),
      months: read('months', 12),
      mails: read('mails', 0, 0),
    }
    if (asked.batch > 500) throw new UsageError('--batch takes at most 500')
    read('reports', 0, 0)
    const deployed = readDeployed()
    const plan = { ...asked, reports: read('reports', usualPlan(deployed).reports, 0) }
    console.log(costTable([{ ...plan, events: 0 }, plan], deployed))
    return 0
  },
})
