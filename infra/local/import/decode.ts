import { UsageError } from '#core/errors.ts'

/** The first four are told by a file's bytes; the others a mapping has to name. */
export const encodings = [
  'utf-8',
  'windows-1252',
  'utf-16le',
  'utf-16be',
  'windows-1250',
  'windows-1251',
  'iso-8859-2',
  'koi8-r',
  'macintosh',
  'shift_jis',
  'euc-jp',
  'gb18030',
  'big5',
  'euc-kr',
] as const
export type Encoding = (typeof encodings)[number]

const marks: readonly { readonly bytes: readonly number[]; readonly encoding: Encoding }[] = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
]

/** The encoding that the byte order mark of these first bytes names; undefined without one. */
export const markOf = (start: Buffer): Encoding | undefined =>
  marks.find(({ bytes }) => bytes.every((byte, index) => start[index] === byte))?.encoding

/** The encoding of a file that begins with these bytes; a byte order mark that contradicts the mapping is refused. */
function encodingOf(start: Buffer, declared: Encoding | undefined): Encoding {
  const found = markOf(start)
  if (found !== undefined && declared !== undefined && found !== declared) {
    throw new UsageError(
      `begins with the byte order mark of ${found}, the mapping says ${declared}`,
    )
  }
  return found ?? declared ?? 'utf-8'
}

/**
 * The text of a file's bytes, piece by piece, without its byte order mark. Bytes that are not in the
 * encoding become U+FFFD, which `misread` finds in the cells.
 */
export async function* readText(
  source: AsyncIterable<Buffer>,
  declared: Encoding | undefined,
): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  for await (const chunk of source) {
    decoder ??= new TextDecoder(encodingOf(chunk, declared))
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
  if (text[at] === '\ufffd') {
    return `holds U+FFFD, which stands for text that could not be read, here or by the program that wrote the file: set "encoding" in the mapping (${encodings.join(', ')}), or export it again`
  }
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')
  return `holds U+${code}, so the file has another encoding: set "encoding" in the mapping (${encodings.join(', ')})`
}
