import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { deployedName } from '#core/names.ts'
import { post, recordsOf } from './intake.ts'
import { deploy } from './project.ts'
import { until } from './until.ts'
import { countIn, rowsOf, type World } from './world.ts'

const lastColumn = /^ {2}\{ name: 'cleared', .*\n/m
const added = `  { name: 'added_later', type: 'decimal', doc: "A later version's own" },\n`

/** Later deployments over data that must not be lost. */
export function describeUpgrades(world: World): void {
  const { deployed } = world
  const { project } = deployed

  describe('upgrades', () => {
    test('a second deployment has nothing to change', async () => {
      const output = await deploy(project)
      expect(output.match(/\(no changes\)/g)).toHaveLength(3)
    })

    test('a new column reaches the tables that hold events, and every event stays', async () => {
      const before = await rowsOf(world, 'select * from event_log order by event_id')
      const file = join(project.folder, 'functions/core/columns.ts')
      const text = readFileSync(file, 'utf8')
      expect(text).toMatch(lastColumn)
      writeFileSync(
        file,
        text.replace(lastColumn, (line) => line + added),
      )
      await deploy(project)
      const after = await rowsOf(world, 'select * from event_log order by event_id')
      expect(after).toEqual(before.map((row) => ({ ...row, added_later: null })))
    })

    test('events go on through the new column', async () => {
      const event = {
        type: 'touch',
        event_id: 'after-the-upgrade',
        name: 'content_viewed',
        visitor_id: 'visitor-1',
        occurred_at: new Date().toISOString(),
        source_system: 'website',
      }
      const before = Number(await countIn(world, 'event_log'))
      expect(await post(deployed, [event])).toMatchObject([{ status: 'accepted' }])
      const merged = async () => {
        await deployed.invoke('refresh', {})
        return (await countIn(world, 'event_log')) === before + 1
      }
      await until('merge of the new event', merged, 60)
    })
  })
}

/** A deployment that goes and comes back. */
export function describeRemoval(world: World): void {
  const { deployed } = world
  const { project, name, objects } = deployed

  test('what is removed leaves the data, and the data cannot be removed by mistake', async () => {
    const app = [deployedName(name, 'app'), deployedName(name, 'lake')]
    await project.cdk('destroy', ...app, '--force')
    expect((await recordsOf(deployed).get(['after-the-upgrade'])).length).toBe(1)
    expect((await objects.list('event_log/')).length).toBeGreaterThan(0)
    const data = deployedName(name, 'data')
    await expect(project.cdk('destroy', data, '--force')).rejects.toThrow(/protect/i)
    await deploy(project)
    expect(
      await rowsOf(world, "select added_later from event_log where event_id = 'after-the-upgrade'"),
    ).toEqual([{ added_later: null }])
  })
}
