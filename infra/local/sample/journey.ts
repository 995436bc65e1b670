import { arrive } from './arrival.ts'
import { day, hour, officeTime } from './calendar.ts'
import { considerationRate, interestRate } from './channels.ts'
import { openOpportunity } from './deals.ts'
import { type Content, contents, convertLead, leadStage, personTouch, webTouch } from './leads.ts'
import { startTrial } from './self-serve.ts'
import type { Lead, World } from './world.ts'

const webinar: Content = { content: 'webinar_planning', content_type: 'webinar' }
const caseStudy: Content = { content: 'case_study_logistics', content_type: 'case_study' }
const demoPage: Content = { content: 'demo_page', content_type: 'page' }

/** Tells a lead's history from its first touch until it leaves, waits or reaches sales. */
export function runJourney(world: World, lead: Lead): void {
  const { random, channel, dimensions } = lead
  const pace = channel.pace * (random.chance(0.07) ? random.between(2, 6) : 1)
  arrive(world, lead)
  if (!random.chance(interestRate(channel, dimensions.campaign))) {
    comeBack(world, lead)
    return
  }
  const interestedAt = lead.bornAt + random.skewed(2.5 * pace, 1) * day
  showInterest(world, lead, interestedAt)
  const rate = considerationRate(channel, dimensions.campaign, interestedAt)
  if (!random.chance(rate)) {
    stay(world, lead, interestedAt)
    return
  }
  const consideredAt = interestedAt + random.skewed(9 * pace, 0.9) * day
  consider(world, lead, consideredAt)
  if (!random.chance(channel.intent)) {
    turnAway(world, lead, consideredAt)
    return
  }
  const qualifiedAt = officeTime(random, consideredAt + random.skewed(8 * pace, 0.8) * day)
  qualify(world, lead, qualifiedAt, pace)
}

/** Some early drop-outs return after half a year or more. */
function comeBack(world: World, lead: Lead): void {
  const { random } = lead
  if (!random.chance(0.06)) return
  const at = lead.bornAt + random.between(190, 330) * day
  webTouch(world, lead, at, 'content_viewed', random.pick(contents))
  if (random.chance(0.6)) showInterest(world, lead, at + random.between(0.1, 4) * day)
}

function submitForm(world: World, lead: Lead, at: number, content: Content): void {
  webTouch(world, lead, at - 240_000, 'form_viewed', content)
  webTouch(world, lead, at - 120_000, 'form_started', content)
  webTouch(world, lead, at, 'form_submitted', content)
}

/** How a lead shows interest; some show it to nobody and are next seen further on. */
function showInterest(world: World, lead: Lead, at: number): void {
  const { random } = lead
  if (random.chance(lead.channel.web ? 0.04 : 0.12)) return
  const name = random.weighted([
    ['guide_downloaded', 40],
    ['webinar_attended', 18],
    ['email_clicked', 22],
    ['newsletter_subscribed', 20],
  ] as const)
  const content = name === 'webinar_attended' ? webinar : random.pick(contents)
  if (name === 'guide_downloaded' && random.chance(0.25)) {
    submitForm(world, lead, at - 60_000, content)
  }
  if (name === 'webinar_attended' && random.chance(0.5)) {
    webTouch(world, lead, at - random.between(1, 9) * day, 'webinar_registered', content)
  }
  webTouch(world, lead, at, name, content)
  if (random.chance(0.6)) {
    leadStage(world, lead, at + random.between(0.05, 6) * hour, 'lead_created')
  }
}

/** What becomes of a lead that looks no further: mails, another visit, or a closed record. */
function stay(world: World, lead: Lead, since: number): void {
  const { random } = lead
  if (random.chance(0.25)) nurture(world, lead, since + random.between(3, 12) * day)
  if (random.chance(0.1)) {
    const at = since + random.between(8, 90) * day
    webTouch(world, lead, at, 'content_viewed', random.pick(contents))
  }
  if (random.chance(0.14)) {
    const at = officeTime(random, since + random.skewed(20, 0.6) * day)
    const reason = random.pick(['wrong_audience', 'no_need', 'student', 'unreachable'])
    leadStage(world, lead, at, 'disqualified', { outcome: 'disqualified', reason })
  } else if (lead.profile.segment !== 'smb') {
    world.waiting.push({ lead, since })
  }
}

const nurture = (world: World, lead: Lead, at: number) =>
  personTouch(world, lead, at, 'email_nurture_sent', 'automated')

/** A lead compares offers and marketing hands it over; those that only spoke to people left no trace. */
function consider(world: World, lead: Lead, at: number): void {
  const { random } = lead
  if (lead.profile.product === 'devices' && random.chance(0.6)) nurture(world, lead, at - 2 * day)
  const scoredAt = at + random.between(0.1, 2) * hour
  if (lead.channel.web || random.chance(0.85)) {
    compare(world, lead, at)
    leadStage(world, lead, scoredAt + 60_000, 'mql')
  }
  if (!random.chance(0.7)) return
  const score = random.between(30, 100).toFixed(1)
  world.log.record('crm', scoredAt, { type: 'person', name: 'scored', lead_id: lead.id, score })
}

function compare(world: World, lead: Lead, at: number): void {
  const { random } = lead
  const what = random.weighted([
    ['pricing', 36],
    ['case_study', 30],
    ['demo', 34],
  ] as const)
  if (what === 'case_study') {
    webTouch(world, lead, at, 'case_study_viewed', caseStudy)
  } else if (what === 'pricing') {
    for (let left = 1 + random.poisson(0.5), then = at; left > 0; left -= 1) {
      webTouch(world, lead, then, 'pricing_page_viewed')
      then += random.between(0.2, 4) * day
    }
  } else {
    webTouch(world, lead, at, 'demo_requested')
    if (!random.chance(0.4)) return
    submitForm(world, lead, at - 30_000, demoPage)
    webTouch(world, lead, at + 120_000, 'meeting_booked', demoPage)
  }
}

/** Sales sends a lead back, most often without a word; some wait for a better time. */
function turnAway(world: World, lead: Lead, since: number): void {
  const { random } = lead
  const at = officeTime(random, since + random.skewed(6, 0.7) * day)
  const answer = random.weighted([
    ['rejected', 30],
    ['nurtured', 20],
    ['silent', 50],
  ] as const)
  if (answer === 'rejected') {
    const reason = random.pick([
      'no_budget',
      'no_authority',
      'too_small',
      'wrong_timing',
      undefined,
    ])
    leadStage(world, lead, at, 'sales_rejected', { outcome: 'disqualified', reason })
  } else if (answer === 'nurtured') {
    nurture(world, lead, at)
    world.waiting.push({ lead, since })
  }
}

/** Sales takes the lead: a small company may help itself, others get an opportunity. */
function qualify(world: World, lead: Lead, at: number, pace: number): void {
  const { random, profile } = lead
  if (profile.product === 'platform' && profile.segment === 'smb' && random.chance(0.22)) {
    startTrial(world, lead, at)
    return
  }
  if (random.chance(0.5)) leadStage(world, lead, at - 2 * hour, 'sales_accepted')
  if (random.chance(0.92)) leadStage(world, lead, at, 'sql')
  if (random.chance(0.05)) {
    leadStage(world, lead, at + 4 * day, 'mql')
    leadStage(world, lead, at + 11 * day, 'sql')
  }
  const openAt = officeTime(random, at + random.skewed(3 * pace, 0.8) * day)
  const deal = openOpportunity(world, lead, openAt)
  convertLead(world, lead, openAt, deal)
  for (const colleague of deal.joining) convertLead(world, colleague, openAt + hour, deal)
}
