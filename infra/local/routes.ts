import { createHash, timingSafeEqual } from 'node:crypto'
import { BusyError, QueryError, RequestError, UsageError } from '#core/errors.ts'
import { type HttpRequest, type HttpResponse, jsonResponse } from '#core/http.ts'
import type { ObjectStore } from '#core/ports.ts'
import type { ReportRequest } from '#core/tasks.ts'
import { answerCommand } from './command-routes.ts'
import type { Pipeline } from './pipeline.ts'
import { type LocalRequest, refuse } from './server.ts'
import { renderWelcome } from './welcome.ts'

/** `loading` the sample business, `building` for the first time, then `ready` for good. */
export type Phase = 'loading' | 'building' | 'ready'

export interface RouteOptions {
  readonly pipeline: Pipeline
  readonly objects: ObjectStore
  ingest(request: HttpRequest): Promise<HttpResponse>
  webhook(request: HttpRequest): Promise<HttpResponse>
  link(request: HttpRequest): Promise<HttpResponse>
  phase(): Phase
  /** Opens the command routes. */
  readonly token: string
  /** Lets the loader of the sample business post while nobody else may; known in process only. */
  readonly loaderToken: string
}

const contentTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
}

const redirect = (location: string): HttpResponse => ({
  status: 303,
  headers: { location },
  body: '',
})

const notFound = (path: string) => refuse(404, 'not_found', `nothing at ${path}`)

const wrongMethod = (method: string) => refuse(405, 'method_not_allowed', `use ${method}`)

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Equal in constant time, whatever the lengths. */
function hasToken(request: LocalRequest, token: string): boolean {
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`))
}

function refused(error: unknown): HttpResponse {
  if (error instanceof UsageError) return refuse(400, 'usage', error.message)
  if (error instanceof QueryError) return refuse(400, error.code, error.message)
  if (error instanceof RequestError) return refuse(error.status, error.code, error.message)
  if (error instanceof BusyError) return notNow(error.code, error.message)
  throw error
}

const notNow = (code: string, message: string) =>
  jsonResponse(503, { error: { code, message } }, { 'retry-after': '2' })

const notReady = (phase: Phase) => {
  const doing = phase === 'loading' ? 'loading its sample business' : 'building its first reports'
  return notNow('not_ready', `the server is ${doing}; try again in a moment`)
}

/** Keys come from a browser: only plain segments under `reports/` name an object. */
function reportKey(path: string): string | undefined {
  let segments: string[]
  try {
    segments = path.slice(1).split('/').map(decodeURIComponent)
  } catch {
    return undefined
  }
  const plain = segments.every((segment) => /^[\w.@=-]+$/.test(segment) && !/^\.+$/.test(segment))
  return plain ? segments.join('/') : undefined
}

async function serveObject(objects: ObjectStore, path: string): Promise<HttpResponse> {
  const key = reportKey(path)
  const stored = key === undefined ? undefined : await objects.get(key)
  if (key === undefined || stored === undefined) return notFound(path)
  const type = contentTypes[key.slice(key.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
  return { status: 200, headers: { 'content-type': type }, body: stored.body }
}

async function serveIndex(objects: ObjectStore, { headers }: LocalRequest): Promise<HttpResponse> {
  const index = await serveObject(objects, '/reports/index.html')
  if (index.status !== 404) return index
  const body = renderWelcome(`http://${headers.host}`)
  return { status: 200, headers: { 'content-type': contentTypes.html ?? '' }, body }
}

/** What the query of an on-demand page asks for; unknown words are refused rather than ignored. */
function pageRequest(report: string, query: URLSearchParams): ReportRequest {
  const known = [
    'period',
    'by',
    'funnel',
    'asOf',
    'dimension',
    'attribution',
    'compare',
    'split',
    'basis',
    'scenario',
  ]
  const wrong = [...query.keys()].find((name) => !known.includes(name))
  if (wrong !== undefined) {
    throw new UsageError(`unknown parameter ${wrong}; a report takes ${known.join(', ')}`)
  }
  return { report, ...Object.fromEntries(query) }
}

async function serveReports(request: LocalRequest, options: RouteOptions): Promise<HttpResponse> {
  const { objects, pipeline } = options
  const [, , report = '', ...rest] = request.path.split('/')
  if (report === '') return serveIndex(objects, request)
  if (rest.length > 0 || report.includes('.')) return serveObject(objects, request.path)
  const published = await pipeline.report(pageRequest(report, request.query))
  return redirect(`/${published.path}/index.html`.split('/').map(encodeURIComponent).join('/'))
}

async function serveCommand(request: LocalRequest, options: RouteOptions): Promise<HttpResponse> {
  const { pipeline, token } = options
  if (!hasToken(request, token)) return refuse(401, 'unauthorized', 'this route needs the token')
  if (request.method !== 'POST') return wrongMethod('POST')
  return (await answerCommand(request, pipeline)) ?? notFound(request.path)
}

function serveHealth(request: LocalRequest, options: RouteOptions): HttpResponse {
  const health = { status: options.phase() }
  if (request.headers.authorization === undefined) return jsonResponse(200, health)
  if (!hasToken(request, options.token)) return refuse(401, 'unauthorized', 'wrong token')
  return jsonResponse(200, { ...health, owner: true, pid: process.pid })
}

async function route(request: LocalRequest, options: RouteOptions): Promise<HttpResponse> {
  const { path, method } = request
  const phase = options.phase()
  if (path === '/health') return serveHealth(request, options)
  if (path === '/v1/events') {
    if (method !== 'POST') return wrongMethod('POST')
    const open = phase !== 'loading' || hasToken(request, options.loaderToken)
    return open ? options.ingest(request) : notReady(phase)
  }
  if (path.startsWith('/v1/webhooks/')) {
    if (method !== 'POST') return wrongMethod('POST')
    return phase === 'loading' ? notReady(phase) : options.webhook(request)
  }
  if (phase !== 'ready') return notReady(phase)
  if (path.startsWith('/commands/')) return serveCommand(request, options)
  if (method !== 'GET' && method !== 'HEAD') return wrongMethod('GET')
  if (path.startsWith('/r/')) return options.link(request)
  if (path === '/' || path === '/reports') return redirect('/reports/')
  return path.startsWith('/reports/') ? serveReports(request, options) : notFound(path)
}

/** Every route of the embedded server; errors of people become 4xx answers with their message. */
export function createRoutes(options: RouteOptions) {
  return async (request: LocalRequest): Promise<HttpResponse> => {
    try {
      return await route(request, options)
    } catch (error) {
      return refused(error)
    }
  }
}
