import { day, hour, logStart, officeTime } from './calendar.ts'
import { leadStage, webTouch } from './leads.ts'
import type { Random } from './random.ts'
import type { Lead, World } from './world.ts'

/** When marketing first called each lead qualified, by lead id. */
function qualifiedTimes(world: World): Map<string, number> {
  const times = new Map<string, number>()
  for (const { event } of world.log.entries) {
    if (event.name !== 'mql' || event.lead_id === undefined) continue
    const at = Date.parse(String(event.occurred_at))
    const id = String(event.lead_id)
    times.set(id, Math.min(at, times.get(id) ?? at))
  }
  return times
}

/**
 * What leads ask for beside the offers that they compare, and whether marketing hands them over to
 * sales: most that qualify, three in five of the others, some of them days later.
 */
export function createRequests(world: World): void {
  const random = world.random.fork('requests')
  const qualified = qualifiedTimes(world)
  for (const lead of world.leads) {
    if (lead.channel.web && random.chance(0.08)) readSolution(world, random, lead)
    const qualifiedAt = qualified.get(lead.id)
    if (qualifiedAt !== undefined) handQualifiedOver(world, random, lead, qualifiedAt)
    else if (random.chance(0.045)) askInVain(world, random, lead)
  }
}

function readSolution(world: World, random: Random, lead: Lead): void {
  const at = Math.max(lead.bornAt - random.between(0.1, 2) * hour, logStart)
  webTouch(world, lead, at, 'solution_page_viewed', {
    content: 'solution_page',
    content_type: 'page',
  })
}

function handQualifiedOver(world: World, random: Random, lead: Lead, qualifiedAt: number): void {
  const askedAt = qualifiedAt - random.between(5, 60) * hour
  if (askedAt > lead.bornAt && random.chance(0.15)) {
    webTouch(world, lead, askedAt, 'contact_requested')
  }
  if (!random.chance(0.85)) return
  leadStage(world, lead, qualifiedAt - random.between(1, 4) * 60_000, 'handed_over')
}

function askInVain(world: World, random: Random, lead: Lead): void {
  const askedAt = lead.bornAt + random.skewed(6, 1) * day
  webTouch(world, lead, askedAt, 'contact_requested')
  if (!random.chance(0.6)) return
  const takenAt = officeTime(random, askedAt + random.skewed(9, 1) * hour)
  leadStage(world, lead, takenAt, 'handed_over')
}
