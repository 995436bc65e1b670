import { linkTo } from '#core/link.ts'
import { errorFields, log } from '#core/log.ts'
import { linkSecretName } from '#core/names.ts'
import type { Chat, Clock, Notifier, ObjectStore, Secrets } from '#core/ports.ts'
import type { ReportData } from '#core/report-data.ts'
import type { DeliverRequest, DeliverResult } from '#core/tasks.ts'
import { renderMail } from '#render/mail.ts'
import { renderSlack } from '#render/slack.ts'
import {
  claim,
  confirm,
  type Delivery,
  giveBack,
  type Held,
  openDeliveries,
  recipientsOf,
} from './claim.ts'
import { published } from './published.ts'
import { readSettings } from './settings.ts'

interface Ports {
  readonly objects: ObjectStore
  readonly clock: Clock
  readonly notifier: Notifier
  readonly chat: Chat
  readonly secrets: Secrets
  /** Where links lead to, ending in a slash. */
  readonly baseUrl: () => string
}

type Outcome = 'sent' | 'known' | 'busy' | Error

async function linkOf({ secrets, clock, baseUrl }: Ports, path: string): Promise<string> {
  const [secret] = await secrets.get(linkSecretName)
  if (secret === undefined) throw new Error(`the secret ${linkSecretName} is missing: deploy again`)
  return `${baseUrl()}${linkTo(path, secret, clock.now())}`
}

async function mail(ports: Ports, data: ReportData, key: string, delivery: Delivery, to: string) {
  const page = await ports.objects.get(`${delivery.path}/index.html`)
  if (page === undefined) throw new Error(`${delivery.path}/index.html is not there`)
  await ports.notifier.send({
    key,
    recipients: [to],
    ...renderMail(data, await linkOf(ports, delivery.path)),
    attachments: [
      {
        name: `${data.report}-${data.period.label.replaceAll(/[^\w.-]/g, '_')}.html`,
        contentType: 'text/html',
        body: page.body,
      },
    ],
  })
}

async function send(ports: Ports, { key, claim: mine }: Held): Promise<void> {
  const data = await published(ports.objects, mine.path)
  if (data === undefined) throw new Error(`${mine.path} is not published`)
  const name = key.replace(/\.claim\.json$/, '')
  if ('mail' in mine.to) return mail(ports, data, name, mine, mine.to.mail)
  const message = renderSlack(data, await linkOf(ports, mine.path))
  await ports.chat.post({ key: name, secret: mine.to.slack, ...message })
}

async function deliverOne(ports: Ports, delivery: Delivery): Promise<Outcome> {
  const held = await claim(ports, delivery)
  if (held === 'sent') return 'known'
  if (held === 'busy') return 'busy'
  const { key, claim: mine } = held
  if (mine.attempt > 1) log('delivery_repeated', { key, attempt: mine.attempt })
  try {
    await send(ports, held)
  } catch (error) {
    log('delivery_failed', { key, attempt: mine.attempt, ...errorFields(error) })
    const reason = error instanceof Error ? error : new Error(String(error))
    await giveBack(ports, held, reason.message)
    return reason
  }
  await confirm(ports, held)
  log('delivered', { key, attempt: mine.attempt })
  return 'sent'
}

async function deliveriesOf(ports: Ports, { path, set }: DeliverRequest): Promise<Delivery[]> {
  if (path === undefined || set === undefined) return openDeliveries(ports)
  const recipients = recipientsOf(await readSettings(ports.objects), set)
  return recipients.map((to) => ({ path, to }))
}

/**
 * Sends a published report to the recipients of its set, one message each: claims it, sends it,
 * confirms it. Without a report it sends again what an earlier run claimed and never confirmed. One
 * that fails keeps none of the others; the first error is thrown after all were tried, so that the
 * run is retried and alarms.
 */
export function createDeliver(ports: Ports) {
  return async (request: DeliverRequest): Promise<DeliverResult> => {
    const outcomes: Outcome[] = []
    for (const delivery of await deliveriesOf(ports, request)) {
      outcomes.push(await deliverOne(ports, delivery))
    }
    const failed = outcomes.find((outcome) => outcome instanceof Error)
    if (failed) throw failed
    const count = (wanted: Outcome) => outcomes.filter((outcome) => outcome === wanted).length
    return { sent: count('sent'), known: count('known'), busy: count('busy') }
  }
}
