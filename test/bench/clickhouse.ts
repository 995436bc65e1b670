import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { type Measure, measureOf } from './measure.ts'
import type { Place } from './place.ts'
import { stepNames } from './workload-sql.ts'

const requirement = 'chdb==4.4.0'
const script = fileURLToPath(new URL('./clickhouse.py', import.meta.url))

async function runProgram(program: string, args: readonly string[], input = ''): Promise<string> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  child.stdin.end(input)
  const [code, out, problems] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  if (code === 0) return out
  throw new Error(`${program} ended with ${code}: ${problems.trim().split('\n').at(-1)}`)
}

/** A Python that has chdb: the given one, else one in the temporary folder that pip gives it to. */
async function pythonWithChdb(place: Place, python: string): Promise<string> {
  try {
    await runProgram(python, ['-c', 'import chdb'])
    return python
  } catch {
    const home = join(place.folder, 'python')
    const own = join(home, 'bin', 'python')
    await runProgram(python, ['-m', 'venv', home])
    await runProgram(own, ['-m', 'pip', 'install', '--quiet', requirement])
    return own
  }
}

/** `windowFunnel` without a bound in time, and the channel of each lead's first entry. */
const sqlOf = (parquet: string) => {
  const fits = stepNames.map((name) => `name = '${name}'`)
  return `select value, step, count(*) as subjects
from (
    select
        lead_id,
        windowFunnel(9223372036854775807)(
            toUInt64(toUnixTimestamp64Milli(toDateTime64(occurred_at, 3))), ${fits.join(', ')}
        ) as furthest,
        argMinIf(coalesce(channel, '(none)'), occurred_at, ${fits[0]}) as value
    from file('${parquet}', Parquet)
    where name in (${stepNames.map((name) => `'${name}'`).join(', ')}) and lead_id is not null
    group by lead_id
)
array join range(1, furthest + 1) as step
group by value, step
order by value, step`
}

const answerSchema = z.object({
  version: z.string(),
  seconds: z.array(z.number()).min(1),
  rows: z.array(z.tuple([z.string(), z.coerce.number(), z.coerce.number()])),
})

export interface Rival {
  readonly cost: Measure
  /** Channel, step and leads, to compare with ours. */
  readonly rows: readonly (readonly [string, number, number])[]
}

/** The same funnel by ClickHouse on the same file; the reason as text where it cannot be had. */
export async function askClickHouse(
  place: Place,
  runs: number,
  python: string,
): Promise<Rival | string> {
  try {
    const program = await pythonWithChdb(place, python)
    const request = { sql: sqlOf(place.parquet), runs, threads: availableParallelism() }
    const answer = answerSchema.parse(
      JSON.parse(await runProgram(program, [script], JSON.stringify(request))),
    )
    const label = `ClickHouse windowFunnel, Parquet (chdb ${answer.version})`
    return { cost: measureOf(label, answer.seconds), rows: answer.rows }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
