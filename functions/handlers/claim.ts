import { UsageError } from '#core/errors.ts'
import { sha256 } from '#core/hash.ts'
import { prefixes } from '#core/names.ts'
import type { Clock, ObjectStore } from '#core/ports.ts'
import type { Settings } from '#core/settings.ts'

/** Where a message goes: an address, or the secret that holds a channel's. */
export type Recipient = { readonly mail: string } | { readonly slack: string }

/** Everyone whom a set of the settings is delivered to; throws UsageError for a set that is not there. */
export function recipientsOf({ schedules }: Settings, set: string): Recipient[] {
  const schedule = schedules[set]
  if (schedule === undefined) throw new UsageError(`no report set ${set} in the settings`)
  const { recipients, slackSecret } = schedule
  const mails = recipients.map((mail) => ({ mail }))
  return slackSecret === undefined ? mails : [...mails, { slack: slackSecret }]
}

/** Who is to get which revision; its claim is the object that makes it happen once. */
export interface Delivery {
  /** Folder of the published report. */
  readonly path: string
  readonly to: Recipient
}

interface Claim extends Delivery {
  readonly claimedAt: string
  readonly attempt: number
  /** Why the last attempt was refused: nobody is at it any more. */
  readonly failed?: string
}

/** A claim that is ours, to be confirmed or given back. */
export interface Held {
  readonly key: string
  readonly tag: string
  readonly claim: Claim
}

interface Ports {
  readonly objects: ObjectStore
  readonly clock: Clock
}

/** After this long nobody is sending any more: a function runs for a minute. */
const patienceMs = 15 * 60 * 1000

/** What failed so often is for a person; its errors raised the alarm each time. */
const mostAttempts = 10

const encode = (value: object) => `${JSON.stringify(value, null, 2)}\n`
const claimSuffix = '.claim.json'
const sentSuffix = '.sent.json'

/** Recipients are hashed: a list of keys shows nobody's address. */
const stemOf = ({ path, to }: Delivery): string =>
  `${prefixes.deliveries}${path.slice(prefixes.reports.length)}/${sha256(JSON.stringify(to)).slice(0, 16)}`

/** Whether the message is on its way. */
export const isConfirmed = async (objects: ObjectStore, delivery: Delivery): Promise<boolean> =>
  (await objects.get(`${stemOf(delivery)}${sentSuffix}`)) !== undefined

async function readClaim(objects: ObjectStore, key: string) {
  const stored = await objects.get(key)
  if (stored === undefined) return undefined
  return { claim: JSON.parse(Buffer.from(stored.body).toString('utf8')) as Claim, tag: stored.tag }
}

function isOpen(claim: Claim, now: Date): boolean {
  if (claim.attempt >= mostAttempts) return false
  return claim.failed !== undefined || now.getTime() - Date.parse(claim.claimedAt) >= patienceMs
}

/**
 * Claims a delivery: ours to send, `sent` before, or `busy` in another run. A claim that was not
 * confirmed for 15 minutes is taken over, so that a message is never lost and at most sent twice.
 */
export async function claim(
  { objects, clock }: Ports,
  delivery: Delivery,
): Promise<Held | 'sent' | 'busy'> {
  const stem = stemOf(delivery)
  const key = `${stem}${claimSuffix}`
  if (await isConfirmed(objects, delivery)) return 'sent'
  const known = await readClaim(objects, key)
  const now = clock.now()
  if (known && !isOpen(known.claim, now)) return 'busy'
  const mine = {
    ...delivery,
    claimedAt: now.toISOString(),
    attempt: (known?.claim.attempt ?? 0) + 1,
  }
  const condition = known ? { tag: known.tag } : ({ absent: true } as const)
  const tag = await objects.put(key, encode(mine), condition)
  return tag === undefined ? 'busy' : { key, tag, claim: mine }
}

/** The message is on its way: from now on the delivery is `sent`. */
export async function confirm(
  { objects, clock }: Ports,
  { key, claim: mine }: Held,
): Promise<void> {
  const { path, attempt } = mine
  const sent = { path, attempt, sentAt: clock.now().toISOString() }
  await objects.put(key.replace(claimSuffix, sentSuffix), encode(sent))
}

/** The message was refused: the next run may try at once. */
export async function giveBack({ objects }: Ports, held: Held, reason: string): Promise<void> {
  await objects.put(held.key, encode({ ...held.claim, failed: reason }), { tag: held.tag })
}

/** Deliveries that were claimed and never confirmed, and that nobody is at. */
export async function openDeliveries({ objects, clock }: Ports): Promise<Delivery[]> {
  const keys = new Set((await objects.list(prefixes.deliveries)).map(({ key }) => key))
  const unconfirmed = [...keys].filter(
    (key) => key.endsWith(claimSuffix) && !keys.has(key.replace(claimSuffix, sentSuffix)),
  )
  const claims = await Promise.all(unconfirmed.map((key) => readClaim(objects, key)))
  return claims
    .flatMap((known) => known?.claim ?? [])
    .filter((each) => isOpen(each, clock.now()))
    .map(({ path, to }) => ({ path, to }))
}
