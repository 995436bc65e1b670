import { describe, expect, test } from 'vitest'
import { sampleReference } from '#local/sample-reference.ts'
import { answersOf, recordsOf, sendAll } from './intake.ts'
import { writtenHours } from './query.ts'
import { upload } from './reference.ts'
import { someOfTheSample } from './sample.ts'
import { repeat } from './twin.ts'
import { until } from './until.ts'
import { countIn, type World } from './world.ts'

/** From the API to the event log, and the same on one machine. */
export function describeIntake(world: World): void {
  const { deployed, twin, loaded, sent } = world

  describe('intake', () => {
    test('the deployment made the base tables', async () => {
      expect(await countIn(world, 'event_log')).toBe(0)
    })

    test('reference data are loaded when they are uploaded', async () => {
      for (const request of sampleReference()) loaded.push(await upload(deployed, request))
      expect(await countIn(world, 'quotas')).toBeGreaterThan(0)
    })

    test('nobody posts events without a signature', async () => {
      const answer = await fetch(deployed.address('/v1/events'), { method: 'POST', body: '{}' })
      expect(answer.status).toBe(403)
    })

    test('events go through the API into the table and as Parquet into the lake', async () => {
      sent.push(...(await sendAll(deployed, someOfTheSample(0.06))))
      expect(answersOf(sent)).toEqual({ accepted: 4627, duplicate: 6, rejected: 11 })
      const results = sent.flatMap((each) => each.results)
      const accepted = results.filter(({ status }) => status === 'accepted')
      const ids = accepted.flatMap(({ event_id }) => event_id ?? [])
      expect(await recordsOf(deployed).get(ids)).toHaveLength(accepted.length)
      const landed = async () => {
        const hours = await writtenHours(deployed)
        const table = `landing where "at" in (${hours})`
        return hours !== '' && (await countIn(world, table)) === ids.length
      }
      await until('landing of all events', landed, 60)
      expect(await deployed.objects.list('quarantine/')).toHaveLength(11)
    })

    test('refresh merges them into the event log, once', async () => {
      expect(await deployed.invoke('refresh', {})).toMatchObject({ status: 'merged' })
      expect(await deployed.invoke('refresh', {})).toMatchObject({ status: 'nothing_new' })
      expect(await countIn(world, 'event_log')).toBe(4627)
    })

    test('one machine answers each event the same', async () => {
      const repeated = await repeat(twin, loaded, sent)
      world.cut = repeated.cut
      expect(repeated.answers).toEqual(sent.flatMap(({ results }) => results))
    })
  })
}
