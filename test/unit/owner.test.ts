import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { claimFolder, findOwner, holdFolder, publishAddress } from '#local/owner.ts'

async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'owner-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Something that answers every request with the same JSON. */
async function answering(value: unknown): Promise<number> {
  const server = createServer((_, response) => response.end(JSON.stringify(value)))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  onTestFinished(() => {
    server.close()
  })
  return (server.address() as AddressInfo).port
}

test('a folder is held once and free again after release', async () => {
  const folder = await tempFolder()
  const hold = holdFolder(folder)
  expect(hold).toBeDefined()
  expect(holdFolder(folder)).toBeUndefined()
  hold?.release()
  const again = holdFolder(folder)
  expect(again).toBeDefined()
  again?.release()
})

test('an owner is who answers on its port as itself', async () => {
  const folder = await tempFolder()
  const port = await answering({ status: 'ready', owner: true, pid: 42 })
  publishAddress(folder, { pid: 42, port, token: 'secret' })
  expect(await findOwner(folder)).toEqual({ pid: 42, port, token: 'secret' })
})

test('a stale address is nobody: the pid is another program, or another program has the port', async () => {
  const folder = await tempFolder()
  expect(await findOwner(folder)).toBeUndefined()
  const port = await answering({ some: 'program' })
  publishAddress(folder, { pid: process.pid, port, token: 'secret' })
  expect(await findOwner(folder)).toBeUndefined()
  const other = await answering({ owner: true, pid: 43 })
  publishAddress(folder, { pid: 42, port: other, token: 'secret' })
  expect(await findOwner(folder)).toBeUndefined()
  await writeFile(join(folder, 'server.json'), '{"pid":')
  expect(await findOwner(folder)).toBeUndefined()
})

test('a claim takes a free folder in spite of a stale address', async () => {
  const folder = await tempFolder()
  publishAddress(folder, { pid: process.pid, port: await answering({}), token: 'secret' })
  const claim = await claimFolder(folder, 0)
  expect(claim).toHaveProperty('hold')
  if ('hold' in claim) claim.hold.release()
})

test('a claim says so when a folder stays taken by somebody without address', async () => {
  const folder = await tempFolder()
  const hold = holdFolder(folder)
  await expect(claimFolder(folder, 0)).rejects.toThrow('another command is using')
  hold?.release()
})
