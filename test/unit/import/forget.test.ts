import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BusyError } from '#core/errors.ts'
import { forgetRecords } from '#local/import/forget.ts'
import { openSnapshotStore } from '#local/import/snapshot-store.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forget-'))
  file = join(folder, 'imports.db')
})
afterEach(() => rm(folder, { recursive: true }))

const known = (eventId: string) => ({ eventId, hash: '', run: 'a', exportedAt: '2026-03-01' })

function remember(): void {
  const store = openSnapshotStore(file)
  store.put('crm:lead-17:created', known('crm:lead-17:created'))
  store.put('crm:lead-17:updated', known('crm:lead-17:updated:0123456789abcdef'))
  store.put('crm:lead-18:created', known('crm:lead-18:created'))
  store.close()
}

test('the records of erased events are gone, of whatever version, and no byte of them stays', async () => {
  remember()
  forgetRecords(file, ['crm:lead-17:created', 'crm:lead-17:updated:ffffffffffffffff'])
  for (const name of await readdir(folder)) {
    expect(await readFile(join(folder, name), 'latin1')).not.toContain('lead-17')
  }
  const store = openSnapshotStore(file)
  expect(store.get('crm:lead-18:created')).toMatchObject({ eventId: 'crm:lead-18:created' })
  store.close()
})

test('without imports nothing is made', async () => {
  forgetRecords(file, ['e1'])
  expect(await readdir(folder)).toEqual([])
})

test('while an import runs it says so', () => {
  remember()
  const running = openSnapshotStore(file)
  running.put('crm:lead-19:created', known('crm:lead-19:created'))
  expect(() => forgetRecords(file, ['crm:lead-17:created'])).toThrow(BusyError)
  running.close()
})
