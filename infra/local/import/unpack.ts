import { createReadStream } from 'node:fs'
import { Readable, Transform } from 'node:stream'
import { createGunzip, createInflateRaw } from 'node:zlib'
import { UsageError } from '#core/errors.ts'
import { dataStart, type ZipEntry } from './zip.ts'

/** More than so many times its size, beyond a first part, no table unpacks to: it is a bomb. */
const largestRatio = 200
const freeBytes = 64_000_000

/** Passes bytes on until they are too many for the packed size. */
export function sizeGuard(packed: number): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      if (bytes <= Math.max(freeBytes, packed * largestRatio)) return done(null, chunk)
      const message = `unpacks to more than ${largestRatio} times its size: it is no table`
      done(new UsageError(message))
    },
  })
}

function piped(source: Readable, unpacker: Transform, guard: Transform): AsyncIterable<Buffer> {
  const fail = (error: Error) => {
    const known = error instanceof UsageError
    guard.destroy(known ? error : new UsageError(`cannot be unpacked: ${error.message}`))
  }
  source.on('error', fail)
  unpacker.on('error', fail)
  guard.on('close', () => source.destroy())
  return source.pipe(unpacker).pipe(guard)
}

function countBytes(onBytes: (bytes: number) => void): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      onBytes(bytes)
      done(null, chunk)
    },
  })
}

/** The unpacked bytes of a gzip file; UsageError in the stream when it is damaged or a bomb. */
export function gunzipped(
  file: string,
  packed: number,
  onBytes: (bytes: number) => void,
): AsyncIterable<Buffer> {
  const source = createReadStream(file).pipe(countBytes(onBytes))
  return piped(source, createGunzip(), sizeGuard(packed))
}

/** The unpacked bytes of one file in a zip archive; as `gunzipped`. */
export async function unzipped(
  file: string,
  entry: ZipEntry,
  onBytes: (bytes: number) => void,
): Promise<AsyncIterable<Buffer>> {
  if (entry.method !== 0 && entry.method !== 8)
    throw new UsageError(`${entry.name} is packed in a way that is not supported: unpack it first`)
  if (entry.packed === 0) return Readable.from([])
  const start = await dataStart(file, entry)
  const bytes = createReadStream(file, { start, end: start + entry.packed - 1 })
  const source = bytes.pipe(countBytes(onBytes))
  const unpacker = entry.method === 8 ? createInflateRaw() : sizeGuard(entry.packed)
  return piped(source, unpacker, sizeGuard(entry.packed))
}
