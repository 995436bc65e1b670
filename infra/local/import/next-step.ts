import type { Pipeline } from '#local/pipeline.ts'

const hasBuild = `select count(*) as n from information_schema.tables where table_name = 'journeys'`

const entries = `select funnel, count(distinct subject_id) as subjects
from journeys
group by funnel
order by subjects desc, funnel`

interface Entered {
  readonly funnel: string
  readonly subjects: number
}

async function enteredIn({ sql }: Pick<Pipeline, 'sql'>): Promise<Entered[]> {
  const [found] = (await sql({ query: hasBuild })).rows
  if (Number(found?.n) === 0) return []
  const { rows } = await sql({ query: entries })
  return rows.map(({ funnel, subjects }) => ({
    funnel: String(funnel),
    subjects: Number(subjects),
  }))
}

/**
 * Which funnels the data folder's subjects entered, and the first report to look at: that of the
 * default funnel, or where nobody entered it that of the one which most did.
 */
export async function nextStep(
  pipeline: Pick<Pipeline, 'sql'>,
  { defaultFunnel, where, options }: { defaultFunnel: string; where: string; options: string },
): Promise<string> {
  const entered = await enteredIn(pipeline)
  const [most] = entered
  if (most === undefined) {
    return `No funnel of the settings knows these names; npm run report -- data-quality --period all${options} lists them`
  }
  const isDefault = entered.some(({ funnel }) => funnel === defaultFunnel)
  const funnel = isDefault ? '' : ` --funnel ${most.funnel}`
  const list = entered.map((each) => `${each.funnel} by ${each.subjects.toLocaleString('en')}`)
  return [
    `Funnels entered: ${list.join(', ')}`,
    `Next: npm run report -- conversion --period all${funnel}${options}, or ${where}`,
  ].join('\n')
}
