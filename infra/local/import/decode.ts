import { createReadStream } from 'node:fs'
import { UsageError } from '#core/errors.ts'

export const encodings = ['utf-8', 'windows-1252', 'utf-16le'] as const
export type Encoding = (typeof encodings)[number]

const marks: readonly { readonly bytes: readonly number[]; readonly encoding: string }[] = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
]

/** The encoding of a file that begins with these bytes; a byte order mark that contradicts the mapping is refused. */
function encodingOf(start: Buffer, declared: Encoding | undefined): Encoding {
  const mark = marks.find(({ bytes }) => bytes.every((byte, index) => start[index] === byte))
  const found = encodings.find((encoding) => encoding === mark?.encoding)
  if (mark !== undefined && found === undefined) {
    throw new UsageError(
      `is ${mark.encoding}; supported are ${encodings.join(', ')}: save it as utf-8`,
    )
  }
  if (found !== undefined && declared !== undefined && found !== declared) {
    throw new UsageError(
      `begins with the byte order mark of ${found}, the mapping says ${declared}`,
    )
  }
  return found ?? declared ?? 'utf-8'
}

/**
 * The text of a file, piece by piece, without its byte order mark; `onBytes` gets the bytes read so
 * far. Bytes that are not in the encoding become U+FFFD, which `misread` finds in the cells.
 */
export async function* readText(
  file: string,
  declared: Encoding | undefined,
  onBytes: (bytes: number) => void = () => undefined,
): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  let bytes = 0
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    decoder ??= new TextDecoder(encodingOf(chunk, declared))
    bytes += chunk.length
    onBytes(bytes)
    yield decoder.decode(chunk, { stream: true })
  }
  if (decoder !== undefined) yield decoder.decode()
}

// U+FFFD: bytes outside the encoding. NUL: utf-16 read as something else. The rest: bytes that windows-1252 leaves free.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const damage = /[\u0000\u0081\u008d\u008f\u0090\u009d\ufffd]/

/** Says that a text was not read right because the file has another encoding; undefined when all is well. */
export function misread(text: string): string | undefined {
  const at = text.search(damage)
  if (at < 0) return undefined
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')
  return `holds U+${code}, so the file has another encoding: set "encoding" in the mapping (${encodings.join(', ')})`
}
