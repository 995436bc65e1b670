import * as z from 'zod'
import type { Notification } from '#core/ports.ts'
import { recorded } from './recorder.ts'

const sentMail = z.object({
  Destination: z.object({ ToAddresses: z.array(z.string()) }),
  Content: z.object({
    Simple: z.object({
      Subject: z.object({ Data: z.string() }),
      Body: z.object({
        Text: z.object({ Data: z.string() }),
        Html: z.object({ Data: z.string() }),
      }),
      Attachments: z
        .array(z.object({ FileName: z.string(), ContentType: z.string(), RawContent: z.base64() }))
        .default([]),
    }),
  }),
})

function toNotification(mail: unknown): Required<Omit<Notification, 'key'>> {
  const { Destination, Content } = sentMail.parse(mail)
  const { Simple } = Content
  return {
    recipients: Destination.ToAddresses,
    subject: Simple.Subject.Data,
    text: Simple.Body.Text.Data,
    html: Simple.Body.Html.Data,
    attachments: Simple.Attachments.map(({ FileName, ContentType, RawContent }) => ({
      name: FileName,
      contentType: ContentType,
      body: Buffer.from(RawContent, 'base64'),
    })),
  }
}

/** Mails that the mail service took, as they were sent; those that carry the key, or all of them. */
export const mailsIn = (folder: string, key?: string) =>
  recorded(folder, 'mail')
    .filter((mail) => key === undefined || mail.key === key)
    .map(({ body }) => toNotification(body))
