import type { S3Client } from '@aws-sdk/client-s3'
import { SignatureV4 } from '@smithy/signature-v4'

/** As long as a browser takes to follow a redirect, and a little more. */
const validSeconds = 300

/** Each character that may not stand in a path as it is. */
const escapedPath = (key: string) =>
  key
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(
        /[!'()*]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    )
    .join('/')

/**
 * Addresses of published pages that work without credentials for five minutes. Pages are all that
 * the function's own role may read, so no other object can be had this way.
 */
export function createPageAddress(
  client: Pick<S3Client, 'config'>,
  bucket: string,
  endpoint: () => URL,
): (path: string) => Promise<string> {
  const { credentials, region, sha256 } = client.config
  // S3 takes the path as it is, where other services want it escaped a second time.
  const signer = new SignatureV4({
    credentials,
    region,
    sha256,
    service: 's3',
    uriEscapePath: false,
  })
  return async (path) => {
    const { protocol, host, hostname, port, pathname } = endpoint()
    const signed = await signer.presign(
      {
        method: 'GET',
        protocol,
        hostname,
        ...(port ? { port: Number(port) } : {}),
        path: `${pathname.replace(/\/$/, '')}/${bucket}/${escapedPath(`${path}/index.html`)}`,
        query: {},
        // S3 computes the signature of an address over these words instead of a body.
        headers: { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
      },
      { expiresIn: validSeconds },
    )
    const parts = Object.entries(signed.query ?? {})
    const query = new URLSearchParams(
      parts.map(([name, value]): [string, string] => [name, String(value)]),
    )
    return `${protocol}//${host}${signed.path}?${query}`
  }
}
