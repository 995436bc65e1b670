import { startOfDay } from '#core/calendar.ts'
import { eventColumns } from '#core/columns.ts'
import { UsageError } from '#core/errors.ts'
import { type Funnel, funnelRules, stepOf } from '#core/funnel.ts'
import { parseSettings } from '#core/settings.ts'
import { settings as shippedSettings } from '#infra/settings.ts'
import type { Attribution } from '#local/funnel-counted.ts'
import { readDefinition, readEvents } from '#local/funnel-input.ts'
import { type FunnelQuestion, measureFunnel, periods } from '#local/funnel-measure.ts'
import { funnelText } from '#local/funnel-text.ts'
import { choice, type OptionValues, runCommand, text } from './run.ts'

const help = `Measures any funnel on any events, in memory, by the SQL that the reports use.

  npm run funnel -- --definition <file> --events <file> [options]

  --definition <f>   JSON file with a funnel definition, as those in queries/funnels
  --events <f>       one JSON event a line, or a JSON array: events as they are posted, or the short
                     form {"entity": "a", "event": "signed_up", "time": "2026-03-01T10:00:00Z",
                     "properties": {"plan": "pro"}}
  --rule <r>         any, visited, all or ordered (default the first of the definition)
  --from <t>         only tries entered from this day or time on
  --as-of <t>        only events before this day or time (default all)
  --by <b>           breakdown: day, week, month, quarter or year of the entry, or a field such as
                     channel or properties.plan
  --attribution <a>  whose value of the field counts: first (default) or last known on the way,
                     step:<id>, or every: the funnel run once per value on the events that carry it
  --zone <z>         time zone of days (default that of infra/settings.ts)
  --json             print JSON: rates as fractions, times in seconds
  --help             show this

  npm run funnel -- --definition funnel.json --events events.ndjson --by properties.plan`

const required = (options: OptionValues, name: string): string => {
  const value = text(options, name)
  if (value === undefined) throw new UsageError(`--${name} <file> is missing; see --help`)
  return value
}

const withOffset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/

function momentOf(options: OptionValues, name: string, zone: string): string | undefined {
  const given = text(options, name)
  if (given === undefined) return undefined
  const day = /^\d{4}-\d{2}-\d{2}$/.test(given) && !Number.isNaN(Date.parse(given))
  if (day) return startOfDay(given, zone)
  const time = withOffset.test(given) ? Date.parse(given) : Number.NaN
  if (!Number.isNaN(time)) return new Date(time).toISOString()
  throw new UsageError(
    `--${name} is "${given}"; allowed is a day, or a time with offset such as 2026-03-01T09:30:00Z`,
  )
}

function zoneOf(options: OptionValues): string {
  const zone = text(options, 'zone')
  if (zone === undefined) return shippedSettings.zone
  try {
    return parseSettings({ ...shippedSettings, zone }).zone
  } catch (cause) {
    throw new UsageError(`--zone is "${zone}"; allowed is an IANA zone such as Europe/Berlin`, {
      cause,
    })
  }
}

function byOf(options: OptionValues): string | undefined {
  const by = text(options, 'by')
  if (by === undefined || periods.some((each) => each === by)) return by
  const known = eventColumns.some(({ name }) => name === by)
  if (known || /^properties\.[A-Za-z_][A-Za-z0-9_]*$/.test(by)) return by
  throw new UsageError(
    `--by is "${by}"; allowed are ${periods.join(', ')}, a field of events, or properties.<key>`,
  )
}

function attributionOf(options: OptionValues, funnel: Funnel): Attribution | 'every' {
  const given = text(options, 'attribution') ?? 'first'
  if (given === 'first' || given === 'last' || given === 'every') return given
  const step = given.startsWith('step:') ? stepOf(funnel, given.slice('step:'.length)) : 0
  if (step > 0) return step
  const ids = funnel.stages.map(({ id }) => `step:${id}`).join(', ')
  throw new UsageError(`--attribution is "${given}"; allowed are first, last, every, ${ids}`)
}

const present = <T>(name: string, value: T | undefined) =>
  value === undefined ? {} : { [name]: value }

function questionOf(options: OptionValues): FunnelQuestion {
  const funnel = readDefinition(required(options, 'definition'))
  const events = readEvents(required(options, 'events'), funnel.subject)
  const zone = zoneOf(options)
  const [first = 'any'] = funnel.rules
  const rule = choice(options, 'rule', funnelRules, first)
  if (!funnel.rules.includes(rule)) {
    throw new UsageError(`--rule is "${rule}"; the definition has ${funnel.rules.join(', ')}`)
  }
  return {
    funnel,
    events,
    calendar: { ...parseSettings(shippedSettings), zone },
    rule,
    attribution: attributionOf(options, funnel),
    ...present('enteredFrom', momentOf(options, 'from', zone)),
    ...present('asOf', momentOf(options, 'as-of', zone)),
    ...present('by', byOf(options)),
  }
}

await runCommand({
  help,
  options: {
    definition: { type: 'string' },
    events: { type: 'string' },
    rule: { type: 'string' },
    from: { type: 'string' },
    'as-of': { type: 'string' },
    by: { type: 'string' },
    attribution: { type: 'string' },
    zone: { type: 'string' },
    json: { type: 'boolean' },
  },
  words: { least: 0, most: 0, name: 'no words beside the options' },
  async run(_, options) {
    const figures = await measureFunnel(questionOf(options))
    console.log(options.json === true ? JSON.stringify(figures, null, 2) : funnelText(figures))
    return 0
  },
})
