import * as z from 'zod'
import { RequestError } from '#core/errors.ts'
import type { FunnelInput } from '#core/funnel.ts'
import { type HttpRequest, type HttpResponse, jsonResponse } from '#core/http.ts'
import type { EraseRequest } from '#handlers/erase.ts'
import type { ReplayRequest } from '#handlers/replay.ts'
import type { Pipeline } from './pipeline.ts'

const sqlSchema = z.object({ query: z.string(), limit: z.int().positive().exactOptional() })
const dumpSchema = z.object({ id: z.string().exactOptional() })
// Read by their handlers, with messages for people.
const eraseSchema = z.custom<EraseRequest>((value) => typeof value === 'object')
const replaySchema = z.custom<ReplayRequest>((value) => typeof value === 'object')
const referenceSchema = z.object({
  name: z.string(),
  text: z.string(),
  removes: z.boolean().exactOptional(),
})
const reportSchema = z.object({
  report: z.string(),
  period: z.string().exactOptional(),
  by: z.string().exactOptional(),
  // A definition is validated where it is used, with messages for people.
  funnel: z
    .union([z.string(), z.custom<FunnelInput>((value) => typeof value === 'object')])
    .exactOptional(),
  asOf: z.string().exactOptional(),
  dimension: z.string().exactOptional(),
  attribution: z.string().exactOptional(),
  compare: z.string().exactOptional(),
  split: z.string().exactOptional(),
  basis: z.string().exactOptional(),
  scenario: z.string().exactOptional(),
})

function bodyOf<T>(schema: z.ZodType<T>, request: HttpRequest): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(request.body).toString('utf8')))
  } catch (cause) {
    throw new RequestError(400, 'the body does not fit this command', { cause })
  }
}

/** What a command asks of the pipeline, answered as JSON; undefined for a path that is no command. */
export async function answerCommand(
  request: HttpRequest,
  pipeline: Pipeline,
): Promise<HttpResponse | undefined> {
  switch (request.path) {
    case '/commands/sql':
      return jsonResponse(200, await pipeline.sql(bodyOf(sqlSchema, request)))
    case '/commands/report':
      return jsonResponse(200, await pipeline.report(bodyOf(reportSchema, request)))
    case '/commands/reference':
      return jsonResponse(200, await pipeline.reference(bodyOf(referenceSchema, request)))
    case '/commands/missing-rates':
      return jsonResponse(200, await pipeline.missingRates())
    case '/commands/dump':
      return jsonResponse(200, await pipeline.dump(bodyOf(dumpSchema, request)))
    case '/commands/maintain':
      return jsonResponse(200, await pipeline.maintain())
    case '/commands/erase':
      return jsonResponse(200, await pipeline.erase(bodyOf(eraseSchema, request)))
    case '/commands/replay':
      return jsonResponse(200, await pipeline.replay(bodyOf(replaySchema, request)))
    case '/commands/build':
      await pipeline.settle()
      return jsonResponse(200, { status: 'built' })
    default:
      return undefined
  }
}
