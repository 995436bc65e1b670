import type { Context, DynamoDBStreamEvent } from 'aws-lambda'
import { stream } from '#functions/lambda.ts'
import { createExport } from '#handlers/export.ts'
import { clock, objectStore } from './clients.ts'
import { feedRecords } from './stream-records.ts'

const exportRecords = stream(createExport({ objects: objectStore(), clock }))

export const handler = (event: DynamoDBStreamEvent, context: Context) =>
  exportRecords(feedRecords(event.Records), context)
