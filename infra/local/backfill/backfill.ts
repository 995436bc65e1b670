import { stat } from 'node:fs/promises'
import { UsageError } from '#core/errors.ts'
import { limits } from '#core/limits.ts'
import { createSender, type Post } from '#local/import/sender.ts'
import { readHistory } from './history.ts'
import { cutRejects, type Mark, moveMark, type Outcome, openMark } from './mark.ts'
import { patient } from './patient.ts'

export interface BackfillOptions {
  readonly file: string
  /** Names where the events go: an address, or a data folder. */
  readonly to: string
  readonly post: Post
  readonly pause: (ms: number) => Promise<unknown>
  readonly onBytes?: (bytes: number) => void
}

/** What was answered since the mark was moved last. */
interface Answered {
  readonly counts: Record<Outcome, number>
  rejects: string
}

const anyColumn = () => ''

async function requireFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) throw new UsageError(`there is no file ${file}`)
}

/** Counts an answer, and writes down what was refused with its line. */
function note(answered: Answered, outcome: Outcome, reject: object): void {
  answered.counts[outcome] += 1
  if (outcome === 'accepted' || outcome === 'duplicate') return
  answered.rejects += `${JSON.stringify(reject)}\n`
}

/**
 * Sends the events of a history file as loaded from history, and moves its mark with every 500 lines:
 * a run that was stopped goes on there, and a file that was sent is not sent again. What is refused
 * goes into `<file>.rejects.ndjson` with line and reasons. Throws UsageError when the file cannot be
 * read or has changed meanwhile, and what posting ends with.
 */
export async function backfill(options: BackfillOptions): Promise<Mark> {
  const { file, to, onBytes = () => undefined, pause } = options
  await requireFile(file)
  let mark = await openMark(file, to)
  if (mark.isDone) return mark
  const records = readHistory(file, onBytes)
  cutRejects(file, mark)

  const answered: Answered = { counts: { ...mark.counts }, rejects: '' }
  const sender = createSender({
    file,
    post: patient(options.post, pause),
    pause,
    settle(line, { event }, { status, errors }) {
      // The sender asks again until nothing is answered `retry`.
      if (status !== 'retry') note(answered, status, { line, status, errors, event })
    },
  })
  const move = async (line: number, isDone: boolean) => {
    await sender.flush()
    const counts = { ...answered.counts }
    mark = moveMark(file, { ...mark, line, isDone, counts }, answered.rejects, mark)
    answered.rejects = ''
  }

  let last = mark.line
  let lines = 0
  for await (const record of records) {
    if (record.line <= mark.line) continue
    const { line } = record
    if ('event' in record) {
      const { event } = record
      const size = Buffer.byteLength(JSON.stringify(event))
      await sender.add(line, { event, columnsOf: anyColumn }, size)
    } else {
      const errors = [{ code: 'unreadable', path: '', message: record.fault }]
      note(answered, 'unreadable', { line, status: 'unreadable', errors, text: record.text })
    }
    last = line
    lines += 1
    if (lines % limits.batchEvents === 0) await move(line, false)
  }
  await move(last, true)
  return mark
}
