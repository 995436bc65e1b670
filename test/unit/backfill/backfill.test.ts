import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { RequestError } from '#core/errors.ts'
import { markFile, rejectsFile } from '#local/backfill/mark.ts'
import type { Post } from '#local/import/sender.ts'
import { event, many, ndjson, setup } from './setup.ts'

describe('a run that was stopped', () => {
  /** Stores 500 and, of the next batch, everything, but its answer is lost. */
  const dieAfter = (post: Post, batches: number): Post => {
    let count = 0
    return async (events) => {
      const results = await post(events)
      count += 1
      if (count > batches) throw new Error('died')
      return results
    }
  }

  test('goes on behind the last mark, and repeats no reject', async () => {
    const lines = [...many(700), event(700, { lead_id: 5 }), ...many(1400).slice(701)]
    lines[10] = event(10, { lead_id: 5 })
    const { file, intake, run, rejects } = setup(ndjson(lines))
    await expect(run(dieAfter(intake.post, 1))).rejects.toThrow('died')
    appendFileSync(rejectsFile(file), '{"line":700}\n')
    const sent = intake.batches.length
    const { counts } = await run()
    expect(intake.batches[sent]?.[0]).toMatchObject({ event_id: 'e500' })
    expect(counts).toMatchObject({ accepted: 899, duplicate: 499, rejected: 2 })
    expect(rejects().map(({ line }) => line)).toEqual([11, 701])
    expect(intake.stored()).toHaveLength(1398)
  })

  test('is refused when the file has changed, or the events would go elsewhere', async () => {
    const { file, intake, run } = setup(ndjson(many(600)))
    await expect(run(dieAfter(intake.post, 1))).rejects.toThrow('died')
    await expect(run(intake.post, 'there')).rejects.toThrow(
      'was begun towards here, up to line 500',
    )
    appendFileSync(file, '\n{}')
    await expect(run()).rejects.toThrow('has changed since line 500 of it was sent')
    writeFileSync(markFile(file), 'no mark')
    await expect(run()).rejects.toThrow(`${markFile(file)} cannot be read`)
  })
})

test('a file that was sent is not sent again, but elsewhere or when it is another', async () => {
  const { file, intake, run } = setup(ndjson(many(2)))
  await run()
  expect(existsSync(rejectsFile(file))).toBe(false)
  expect((await run()).counts.accepted).toBe(2)
  expect(intake.batches).toHaveLength(1)
  expect((await run(intake.post, 'there')).counts).toMatchObject({ accepted: 0, duplicate: 2 })
  appendFileSync(file, `\n${JSON.stringify(event(3))}`)
  expect((await run(intake.post, 'there')).counts).toMatchObject({ accepted: 1, duplicate: 2 })
})

describe('patience', () => {
  const failing =
    (errors: unknown[], post: Post): Post =>
    async (events) => {
      const error = errors.shift()
      if (error !== undefined) throw error
      return post(events)
    }

  test('lasts while the other side is busy or not there, at least as long as it asks for', async () => {
    const { intake, paused, run } = setup(ndjson(many(2)))
    const busy = new Response('', { status: 503, headers: { 'retry-after': '7' } })
    const errors = [
      new RequestError(429, 'too many'),
      new RequestError(503, 'busy', { cause: busy }),
      new TypeError('fetch failed'),
    ]
    await run(failing(errors, intake.post))
    expect(paused).toEqual([500, 7000, 2000])
    expect(intake.stored()).toHaveLength(2)
  })

  test('ends at once with a refusal, saying where', async () => {
    const { paused, run, intake } = setup(ndjson(many(2)))
    const denied = [new RequestError(403, 'status 403: Forbidden')]
    await expect(run(failing(denied, intake.post))).rejects.toThrow(
      /history\.ndjson: stopped at line 1: status 403: Forbidden; run the command again/,
    )
    expect(paused).toEqual([])
  })

  test('ends', async () => {
    const { paused, run, intake } = setup(ndjson(many(1)))
    const errors = Array.from({ length: 99 }, () => new RequestError(503, 'busy'))
    await expect(run(failing(errors, intake.post))).rejects.toThrow('busy')
    expect(paused).toHaveLength(11)
  })
})
