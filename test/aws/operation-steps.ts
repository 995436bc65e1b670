import { describe, expect, test } from 'vitest'
import { databasesOf } from '#core/names.ts'
import { queryAs } from './query.ts'
import { rowsOf, type World } from './world.ts'

/** What operators do with the lake. */
export function describeOperations(world: World): void {
  const { deployed } = world
  const { objects, name } = deployed
  const { lake } = databasesOf(name)
  const log = () => rowsOf(world, 'select * from event_log order by event_id')

  describe('operations', () => {
    test('maintenance compacts the log and leaves every event', async () => {
      await deployed.invoke('refresh', {})
      const before = await log()
      expect(before.length).toBe(4628)
      expect(await deployed.invoke('maintain', {})).toEqual({ done: true, dropped: [] })
      expect(await log()).toEqual(before)
    })

    test('a lake that was lost comes back from the event table, row for row', async () => {
      const before = await log()
      const landed = (await objects.list('landing/')).map(({ key }) => key)
      await objects.delete([...landed, 'state/refresh.json'])
      await queryAs(deployed, 'pipeline', `delete from ${lake}.event_log where type is not null`)
      expect(await log()).toEqual([])
      const replayed = await deployed.invoke('replay', { source: 'lake' })
      const counts = { 'in the table': before.length, 'in event_log': before.length }
      expect(replayed).toMatchObject({ done: true, counts })
      expect(await log()).toEqual(before)
    })
  })
}
