import { hourOf } from '#core/landing.ts'
import { prefixes } from '#core/names.ts'
import type { ObjectInfo, ObjectStore } from '#core/ports.ts'

const hourMs = 3_600_000

/** Fewer are a matter of the data-quality report, whatever their share. */
const fewest = 10

/** Objects of a folder that were written in the last 24 whole hours. */
async function ofLastDay(objects: ObjectStore, folder: string, now: Date): Promise<ObjectInfo[]> {
  const [from, to] = [hourOf(new Date(now.getTime() - 24 * hourMs)), hourOf(now)]
  const days = new Set([from.slice(0, 10), to.slice(0, 10)])
  const listed = await Promise.all([...days].map((day) => objects.list(`${folder}at=${day}`)))
  return listed.flat().filter(({ key }) => {
    const hour = key.slice(`${folder}at=`.length).split('/')[0] ?? ''
    return hour >= from && hour < to
  })
}

/** How many events a landing object holds, which its name says. */
const eventsIn = ({ key }: ObjectInfo): number =>
  Number(/-(\d+)-[0-9a-f]+\.parquet$/.exec(key)?.[1] ?? 0)

/** Of 100 events of the last 24 whole hours, how many went to quarantine; 0 when it were fewer than ten in all. */
export async function quarantinedPercent(objects: ObjectStore, now: Date): Promise<number> {
  const rejected = (await ofLastDay(objects, prefixes.quarantine, now)).length
  if (rejected < fewest) return 0
  const landed = await ofLastDay(objects, prefixes.landing, now)
  const taken = landed.reduce((sum, each) => sum + eventsIn(each), 0)
  return Math.round((100 * rejected) / (rejected + taken))
}
