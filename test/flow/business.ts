import type { ReportData } from '#core/report-data.ts'
import { runCommand } from './owner.ts'

const stages = [
  { name: 'first_visit', leads: 400 },
  { name: 'lead_created', leads: 300 },
  { name: 'demo_requested', leads: 200 },
  { name: 'closed_won', leads: 100 },
]

const channels = ['organic', 'paid', 'partner', 'event']

/** 1,000 events of 400 leads in March 2024, of whom 300, 200 and 100 came further. */
export function thousandEvents(): Record<string, unknown>[] {
  return stages.flatMap(({ name, leads }, step) =>
    Array.from({ length: leads }, (_, lead) => ({
      type: 'stage',
      event_id: `${name}-${lead}`,
      name,
      occurred_at: new Date(Date.UTC(2024, 2, 1 + (lead % 20) + step, 12, lead % 60)).toISOString(),
      source_system: 'flow-test',
      lead_id: `lead-${lead}`,
      channel: channels[lead % channels.length],
    })),
  )
}

/** The same items in an order that depends on the seed only. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const keyed = items.map((item, index) => ({ item, key: ((index + 1) * seed * 7919) % 10_007 }))
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item)
}

/** Posts one batch and answers the statuses of its events in order. */
export async function post(url: string, events: readonly unknown[]): Promise<string[]> {
  const answer = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ events }),
  })
  if (answer.status !== 200) throw new Error(`status ${answer.status}: ${await answer.text()}`)
  const { results } = (await answer.json()) as { results: { status: string }[] }
  return results.map((result) => result.status)
}

/** Posts everything in batches of a size and counts the answers by status. */
export async function postAll(url: string, events: readonly unknown[], size: number) {
  const counts: Record<string, number> = {}
  for (let from = 0; from < events.length; from += size) {
    for (const status of await post(url, events.slice(from, from + size))) {
      counts[status] = (counts[status] ?? 0) + 1
    }
  }
  return counts
}

/** The conversion report as the command prints it. */
export async function conversion(dataDir: string, ...args: string[]): Promise<ReportData> {
  const all = ['conversion', '--data', dataDir, '--format', 'json', ...args]
  const { code, stdout, stderr } = await runCommand('commands/report', ...all)
  if (code !== 0) throw new Error(`report ended with ${code}: ${stderr}`)
  return JSON.parse(stdout) as ReportData
}

/** The value of a headline figure. */
export const figure = (report: ReportData, id: string) =>
  report.figures.find((each) => each.id === id)?.value

/** Rows of a read-only query as the command prints them. */
export async function rowsOf(dataDir: string, query: string): Promise<Record<string, unknown>[]> {
  const { code, stdout, stderr } = await runCommand(
    'commands/sql',
    query,
    '--data',
    dataDir,
    '--format',
    'json',
  )
  if (code !== 0) throw new Error(`sql ended with ${code}: ${stderr}`)
  return JSON.parse(stdout) as Record<string, unknown>[]
}
