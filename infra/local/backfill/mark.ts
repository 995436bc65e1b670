import { createHash } from 'node:crypto'
import {
  appendFileSync,
  createReadStream,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import * as z from 'zod'
import { UsageError } from '#core/errors.ts'

/** Answers that end an event's way, and lines that were no event. */
export const outcomes = ['accepted', 'duplicate', 'conflict', 'rejected', 'unreadable'] as const
export type Outcome = (typeof outcomes)[number]

const markSchema = z.object({
  /** SHA-256 of the file. */
  sha256: z.string(),
  /** Where the events go: an address, or a data folder. */
  to: z.string(),
  /** Everything up to this line is answered. */
  line: z.int().min(0),
  /** Size of the file of rejects at that line. */
  rejectsBytes: z.int().min(0),
  isDone: z.boolean(),
  counts: z.record(z.enum(outcomes), z.int().min(0)),
})

/** How far a file was sent. */
export type Mark = z.infer<typeof markSchema>

/** Where the mark of a file lies, and where its rejects do. */
export const markFile = (file: string) => `${file}.backfill.json`
export const rejectsFile = (file: string) => `${file}.rejects.ndjson`

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk)
  return hash.digest('hex')
}

function readMark(file: string): Mark | undefined {
  if (!existsSync(markFile(file))) return undefined
  try {
    return markSchema.parse(JSON.parse(readFileSync(markFile(file), 'utf8')))
  } catch (cause) {
    throw new UsageError(
      `${markFile(file)} cannot be read: remove it to send the file from its beginning`,
      { cause },
    )
  }
}

const none = { accepted: 0, duplicate: 0, conflict: 0, rejected: 0, unreadable: 0 }

/**
 * The mark to go on from, of a file that is to be sent to `to`: an earlier one, or the beginning.
 * Throws UsageError when the file was begun and has changed since, or was begun towards elsewhere.
 */
export async function openMark(file: string, to: string): Promise<Mark> {
  const sha256 = await hashOf(file)
  const known = readMark(file)
  const isSame = known?.sha256 === sha256 && known.to === to
  if (known === undefined || (known.isDone && !isSame)) {
    return { sha256, to, line: 0, rejectsBytes: 0, isDone: false, counts: none }
  }
  const advice = `go on with what it was, or remove ${markFile(file)} to send this from its beginning; what is stored is not stored twice`
  if (known.sha256 !== sha256) {
    throw new UsageError(`${file} has changed since line ${known.line} of it was sent: ${advice}`)
  }
  if (known.to !== to) {
    throw new UsageError(
      `${file} was begun towards ${known.to}, up to line ${known.line}: ${advice}`,
    )
  }
  return known
}

/** Drops rejects that were written after the mark: their lines come again. */
export function cutRejects(file: string, { rejectsBytes }: Mark): void {
  if (rejectsBytes === 0) rmSync(rejectsFile(file), { force: true })
  else truncateSync(rejectsFile(file), rejectsBytes)
}

/** Adds rejects and moves the mark; a crash in between only leaves rejects that the next run cuts off. */
export function moveMark(
  file: string,
  mark: Omit<Mark, 'rejectsBytes'>,
  rejects: string,
  before: Mark,
): Mark {
  if (rejects !== '') appendFileSync(rejectsFile(file), rejects)
  const moved = { ...mark, rejectsBytes: before.rejectsBytes + Buffer.byteLength(rejects) }
  const draft = `${markFile(file)}.part`
  writeFileSync(draft, `${JSON.stringify(moved, null, 2)}\n`)
  renameSync(draft, markFile(file))
  return moved
}
