import { type FileHandle, open } from 'node:fs/promises'
import { UsageError } from '#core/errors.ts'

/** One file in a zip archive, by the archive's directory. */
export interface ZipEntry {
  readonly name: string
  readonly packed: number
  readonly unpacked: number
  /** 0 stored, 8 deflated. */
  readonly method: number
  readonly offset: number
}

const endMark = 0x06054b50
const entryMark = 0x02014b50
const endBytes = 22
const longestComment = 65_535
const largestDirectory = 8_000_000

const refuse = (reason: string) => new UsageError(`is a damaged zip archive: ${reason}`)

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

/** The position and length of the directory, from the record at the end of the archive. */
async function findDirectory(file: FileHandle) {
  const { size } = await file.stat()
  const tailBytes = Math.min(size, endBytes + longestComment)
  const tail = await readAt(file, size - tailBytes, tailBytes)
  for (let at = tail.length - endBytes; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== endMark) continue
    const length = tail.readUInt32LE(at + 12)
    const offset = tail.readUInt32LE(at + 16)
    if (offset === 0xffffffff || tail.readUInt16LE(at + 10) === 0xffff)
      throw new UsageError('is a zip64 archive: unpack it first')
    if (length > largestDirectory || offset + length > size) throw refuse('its directory is cut')
    return { offset, length }
  }
  throw refuse('it has no directory')
}

function entriesIn(directory: Buffer): ZipEntry[] {
  const entries: ZipEntry[] = []
  let at = 0
  while (at + 46 <= directory.length) {
    if (directory.readUInt32LE(at) !== entryMark) throw refuse('its directory cannot be read')
    const nameLength = directory.readUInt16LE(at + 28)
    const more = directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
    if ((directory.readUInt16LE(at + 8) & 1) === 1)
      throw new UsageError('is an encrypted zip archive: unpack it first')
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      unpacked: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + more
  }
  return entries
}

/** The files in a zip archive, without folders; throws UsageError for a damaged or encrypted one. */
export async function readZipDirectory(path: string): Promise<ZipEntry[]> {
  const file = await open(path)
  try {
    const { offset, length } = await findDirectory(file)
    const entries = entriesIn(await readAt(file, offset, length))
    return entries.filter(({ name }) => !name.endsWith('/') && !name.startsWith('__MACOSX/'))
  } finally {
    await file.close()
  }
}

/** Where the packed bytes of an entry begin: its own header is as long as it says. */
export async function dataStart(path: string, entry: ZipEntry): Promise<number> {
  const file = await open(path)
  try {
    const header = await readAt(file, entry.offset, 30)
    if (header.length < 30) throw refuse(`${entry.name} is cut`)
    return entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  } finally {
    await file.close()
  }
}
