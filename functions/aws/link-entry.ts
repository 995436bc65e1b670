import { http } from '#functions/lambda.ts'
import { createLink } from '#handlers/link.ts'
import { clock, pageAddress, secrets } from './clients.ts'

export const handler = http(createLink({ secrets: secrets(), clock, addressOf: pageAddress() }))
