import { readFileSync } from 'node:fs'
import { backfill } from '#local/backfill/backfill.ts'
import { rejectsFile } from '#local/backfill/mark.ts'
import type { Post } from '#local/import/sender.ts'
import { createIntake, writeTemporary } from '../import/workspace.ts'

export const event = (id: number, changes: object = {}) => ({
  type: 'stage',
  event_id: `e${id}`,
  name: 'mql',
  lead_id: `l${id}`,
  occurred_at: '2024-03-01T08:00:00.000Z',
  source_system: 'crm',
  ...changes,
})
/** An event or a text a line. */
export const ndjson = (lines: readonly unknown[]) =>
  lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
export const many = (count: number) => Array.from({ length: count }, (_, index) => event(index))

/** A file to send, and an API that answers as ingest does. */
export function setup(content: string | Uint8Array, name = 'history.ndjson') {
  const file = writeTemporary(name, content)
  const intake = createIntake()
  const paused: number[] = []
  const pause = async (ms: number) => void paused.push(ms)
  const run = (post: Post = intake.post, to = 'here') => backfill({ file, to, post, pause })
  const rejects = () =>
    readFileSync(rejectsFile(file), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
  return { file, intake, paused, run, rejects }
}
