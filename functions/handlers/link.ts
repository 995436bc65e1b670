import { RequestError } from '#core/errors.ts'
import type { HttpRequest, HttpResponse } from '#core/http.ts'
import { readLink } from '#core/link.ts'
import { linkSecretName } from '#core/names.ts'
import type { Clock, Secrets } from '#core/ports.ts'

interface Ports {
  readonly secrets: Secrets
  readonly clock: Clock
  /** Where a browser gets the page of a published report, for a few minutes. */
  addressOf(path: string): Promise<string>
}

/**
 * `GET /r/{token}`: leads a link of a mail to its report. Throws RequestError 404 for a token that
 * is not ours or has ended; which of them is nobody's business.
 */
export function createLink({ secrets, clock, addressOf }: Ports) {
  return async ({ path }: HttpRequest): Promise<HttpResponse> => {
    const token = path.slice('/r/'.length)
    const report = readLink(token, await secrets.get(linkSecretName), clock.now())
    if (report === undefined) throw new RequestError(404, 'this link has ended or is not one')
    return {
      status: 302,
      // The address is a key for minutes: no cache keeps it, and no page is told about the link.
      headers: {
        location: await addressOf(report),
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
      },
      body: '',
    }
  }
}
