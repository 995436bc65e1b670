import type { DynamoDBRecord } from 'aws-lambda'
import * as z from 'zod'
import { feedRecords } from './stream-records.ts'

/** What Lambda writes to S3 about a batch that it gave up; `payload` is the event of the invocation. */
const failure = z.object({ payload: z.union([z.string(), z.object({}).loose()]) })

const payload = z.object({ Records: z.array(z.custom<DynamoDBRecord>()) })

/**
 * Ids of the events of a batch that the event source gave up, from the object that Lambda wrote about
 * it; throws for another object.
 */
export function failedEvents(text: string): string[] {
  const { payload: sent } = failure.parse(JSON.parse(text))
  const { Records } = payload.parse(typeof sent === 'string' ? JSON.parse(sent) : sent)
  return feedRecords(Records).map(({ event }) => event.eventId)
}
