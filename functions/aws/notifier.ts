import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import type { Attachment, Notification, Notifier } from '#core/ports.ts'
import { errorName } from './retry.ts'

export interface NotifierOptions {
  readonly client: Pick<SESv2Client, 'send'>
  /** Address that mails come from; it or its domain is verified in SES. */
  readonly sender: string
}

const text = (data: string) => ({ Data: data, Charset: 'UTF-8' })

const attachment = ({ name, contentType, body }: Attachment) => ({
  FileName: name,
  ContentType: contentType,
  ContentDisposition: 'ATTACHMENT' as const,
  ContentTransferEncoding: 'BASE64' as const,
  RawContent: body,
})

/** What somebody has to do, by the name of the refusal. */
function advice(error: unknown, sender: string): string | undefined {
  const reason = error instanceof Error ? error.message : ''
  switch (errorName(error)) {
    case 'MessageRejected':
      if (!/not verified/i.test(reason)) return undefined
      return (
        `verify ${sender} (or its domain) in SES in this region; if that is done, the account is ` +
        'in the SES sandbox, which only sends to verified addresses: request production access'
      )
    case 'MailFromDomainNotVerifiedException':
      return `finish the MAIL FROM domain of ${sender} in SES`
    case 'AccountSuspendedException':
    case 'SendingPausedException':
      return 'SES stopped this account from sending: see the account dashboard of SES'
    case 'NotFoundException':
      return `verify ${sender} (or its domain) in SES in this region`
    default:
      return undefined
  }
}

async function send({ client, sender }: NotifierOptions, message: Notification): Promise<void> {
  const { recipients, subject, text: plain, html, attachments = [] } = message
  const command = new SendEmailCommand({
    FromEmailAddress: sender,
    Destination: { ToAddresses: [...recipients] },
    Content: {
      Simple: {
        Subject: text(subject),
        Body: { Text: text(plain), Html: text(html) },
        ...(attachments.length > 0 && { Attachments: attachments.map(attachment) }),
      },
    },
  })
  try {
    await client.send(command)
  } catch (error) {
    const remedy = advice(error, sender)
    if (remedy === undefined) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`the mail was refused: ${reason} What to do: ${remedy}`, { cause: error })
  }
}

/** Mail by SES, which has no key to tell a repeated message by: whoever sends keeps a claim. */
export function createNotifier(options: NotifierOptions): Notifier {
  return { send: (message) => send(options, message) }
}
