import type { SESv2Client } from '@aws-sdk/client-sesv2'
import { describe, expect, test } from 'vitest'
import type { Attachment } from '#core/ports.ts'
import { createNotifier } from '#functions/aws/notifier.ts'
import { describeNotifier } from '../../contract/notifier.ts'
import { fakeClient, sdkError } from './fake-client.ts'

interface Sent {
  FromEmailAddress: string
  Destination: { ToAddresses: string[] }
  Content: {
    Simple: {
      Subject: { Data: string; Charset: string }
      Body: { Text: { Data: string }; Html: { Data: string } }
      Attachments?: { FileName: string; ContentType: string; RawContent: Uint8Array }[]
    }
  }
}

const read = ({ Destination, Content: { Simple } }: Sent) => ({
  recipients: Destination.ToAddresses,
  subject: Simple.Subject.Data,
  text: Simple.Body.Text.Data,
  html: Simple.Body.Html.Data,
  attachments: (Simple.Attachments ?? []).map(
    ({ FileName, ContentType, RawContent }): Attachment => ({
      name: FileName,
      contentType: ContentType,
      body: RawContent,
    }),
  ),
})

// SES knows no keys: the far end tells messages apart by what they say.
describeNotifier('SES', async () => {
  const { client, calls } = fakeClient<SESv2Client>(() => ({ MessageId: 'm' }))
  const keys: string[] = []
  const { send } = createNotifier({ client, sender: 'reports@example.org' })
  return {
    port: {
      send: async (message) => {
        keys.push(message.key)
        await send(message)
      },
    },
    close: async () => {},
    delivered: async (key) =>
      calls
        .filter((_, index) => keys[index] === key)
        .map(({ input }) => read(input as unknown as Sent)),
  }
})

const message = {
  key: 'k',
  recipients: ['ada@example.org'],
  subject: 'S',
  text: 'T',
  html: '<p>H</p>',
}

describe('SES', () => {
  test('mails come from the sender, in UTF-8', async () => {
    const { client, calls } = fakeClient<SESv2Client>(() => ({}))
    await createNotifier({ client, sender: 'reports@example.org' }).send(message)
    expect(calls).toMatchObject([
      {
        command: 'SendEmailCommand',
        input: {
          FromEmailAddress: 'reports@example.org',
          Content: { Simple: { Subject: { Charset: 'UTF-8' } } },
        },
      },
    ])
  })

  const refused = (name: string, text: string) => {
    const { client } = fakeClient<SESv2Client>(() =>
      Object.assign(sdkError(name, 400), { message: text }),
    )
    return createNotifier({ client, sender: 'reports@example.org' }).send(message)
  }

  test('a refusal of the sandbox says what to do', async () => {
    const sandbox =
      'Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: ada@example.org'
    await expect(refused('MessageRejected', sandbox)).rejects.toThrow(
      /ada@example\.org.*verify reports@example\.org.*sandbox.*request production access/,
    )
  })

  test.each([
    ['MailFromDomainNotVerifiedException', /MAIL FROM/],
    ['AccountSuspendedException', /account dashboard/],
    ['NotFoundException', /verify reports@example\.org/],
  ])('so does %s', async (name, advice) => {
    await expect(refused(name, 'm')).rejects.toThrow(advice)
  })

  test.each(['TooManyRequestsException', 'MessageRejected'])(
    '%s stays what it is',
    async (name) => {
      await expect(refused(name, 'too much')).rejects.toMatchObject({ name, message: 'too much' })
    },
  )
})
