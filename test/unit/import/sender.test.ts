import { describe, expect, test } from 'vitest'
import type { EventResult } from '#handlers/ingest.ts'
import { type ImportProgress, importFiles } from '#local/import/import-files.ts'
import { header, mapping, run } from './deals.ts'
import { createIntake, writeTemporary } from './workspace.ts'

describe('posting', () => {
  const rows = (count: number, origin = '') =>
    [
      header,
      ...Array.from({ length: count }, (_, row) => `d${row},2018-02-26,,Open,,${origin},`),
    ].join('\n')

  test('at most 500 events and 900 KB a batch', async () => {
    const many = await run(rows(1_200))
    expect(many.batches.map((batch) => batch.length)).toEqual([500, 500, 200])
    const large = await run(rows(300, 'x'.repeat(8_000)))
    expect(large.summary.accepted).toBe(300)
    for (const batch of large.batches) {
      expect(Buffer.byteLength(JSON.stringify({ events: batch }))).toBeLessThan(900_020)
    }
    expect(large.batches.length).toBe(3)
  })

  test('a row too large for an event is a bad row', async () => {
    const { summary } = await run(rows(1, 'x'.repeat(210_000)))
    expect(summary.problems[0]?.message).toMatch(/makes an event of more than 204800 bytes/)
  })

  test('an event answered retry is sent again, alone, after a pause', async () => {
    const intake = createIntake()
    const pauses: number[] = []
    const post = async (events: readonly unknown[]): Promise<readonly EventResult[]> => {
      const results = await intake.post(events)
      const busy = intake.batches.length < 3
      return results.map((result, index) =>
        busy && index === 1
          ? { ...result, status: 'retry', errors: [] }
          : { ...result, status: 'accepted' },
      )
    }
    const file = writeTemporary('deals.csv', rows(4))
    const pause = async (ms: number) => pauses.push(ms)
    const { files } = await importFiles({ files: [file], mapping, post, pause })
    expect(intake.batches.map((batch) => batch.length)).toEqual([4, 1])
    expect(pauses).toEqual([250])
    expect(files[0]).toMatchObject({ accepted: 4, events: 4 })
  })

  test('several batches are on their way at once, but none with an id that is not settled', async () => {
    const intake = createIntake()
    const eighth = Promise.withResolvers<void>()
    let flying = 0
    let most = 0
    const post = async (events: readonly unknown[]): Promise<readonly EventResult[]> => {
      flying += 1
      most = Math.max(most, flying)
      if (flying === 8) eighth.resolve()
      await eighth.promise
      const results = await intake.post(events)
      flying -= 1
      return results
    }
    const many = writeTemporary('deals.csv', rows(6_000))
    const { files } = await importFiles({ files: [many], mapping, post })
    expect(files[0]).toMatchObject({ accepted: 6_000 })
    expect(most).toBe(8)
    most = 0
    const one = Array.from({ length: 1_200 }, () => 'd1,2018-02-26,,Open,,,')
    const repeated = writeTemporary('deals.csv', [header, ...one].join('\n'))
    await importFiles({ files: [repeated], mapping, post })
    expect(most).toBe(1)
  })

  test('an event that is never stored stops the import and says where', async () => {
    const post = async (events: readonly unknown[]): Promise<readonly EventResult[]> =>
      events.map((_, index) => ({ index, event_id: '', status: 'retry', errors: [] }))
    const file = writeTemporary('deals.csv', rows(4))
    const stopped = importFiles({ files: [file], mapping, post, pause: async () => undefined })
    await expect(stopped).rejects.toThrow(
      /deals\.csv: stopped at line 2: 4 events are still not stored after 6 attempts; run the command again/,
    )
  })

  test('progress ends at the size of the file', async () => {
    const seen: ImportProgress[] = []
    const file = writeTemporary('deals.csv', rows(1_000))
    await importFiles({
      files: [file],
      mapping,
      post: createIntake().post,
      onProgress: (at) => seen.push(at),
    })
    expect(seen.at(-1)?.bytes).toBe(seen.at(-1)?.totalBytes)
    expect(seen.at(-1)?.bytes).toBe(Buffer.byteLength(rows(1_000)))
  })
})
