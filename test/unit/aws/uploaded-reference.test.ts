import { beforeEach, expect, test } from 'vitest'
import { BusyError } from '#core/errors.ts'
import { logTo } from '#core/log.ts'
import { createUploadedReference } from '#functions/aws/uploaded-reference.ts'
import type { IncomingObject } from '#handlers/incoming.ts'
import type { ReferenceResult } from '#handlers/reference.ts'
import { fakePause } from './fake-client.ts'

/** As EventBridge sends it; other fields are left out. */
const event = {
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: {
    bucket: { name: 'lake' },
    object: { key: 'reference/incoming/fx rates+1.csv', size: 12, etag: 'x' },
  },
}

let logged: Record<string, unknown>[]

beforeEach(() => {
  logged = []
  logTo((line) => logged.push(JSON.parse(line)))
  return () => logTo(console.error)
})

const counts = { added: 2, changed: 0, unchanged: 0, removed: 0 }

test('loads what was uploaded, by its key as it is', async () => {
  const loaded: IncomingObject[] = []
  const load = async (object: IncomingObject): Promise<ReferenceResult> => {
    loaded.push(object)
    return { table: 'fx_rates', counts }
  }
  await createUploadedReference({ load, pause: fakePause() })(event)
  expect(loaded).toEqual([{ key: 'reference/incoming/fx rates+1.csv', size: 12 }])
  expect(logged).toEqual([
    { code: 'reference_loaded', file: loaded[0]?.key, table: 'fx_rates', counts },
  ])
})

test('a refusal is logged with its first reason and is no failed run', async () => {
  const faults = [
    { line: 2, message: 'wrong' },
    { line: 3, message: 'too' },
  ]
  await createUploadedReference({ load: async () => ({ faults }), pause: fakePause() })(event)
  expect(logged).toEqual([
    expect.objectContaining({ code: 'reference_rejected', faults: 2, first: faults[0] }),
  ])
})

test('waits while another file is loaded, and gives up in the end', async () => {
  let busy = 3
  const pause = fakePause()
  const load = async (): Promise<ReferenceResult> => {
    if (busy === 0) return { table: 'fx_rates', counts }
    busy -= 1
    throw new BusyError('held')
  }
  await createUploadedReference({ load, pause })(event)
  expect(pause.slept).toEqual([1000, 2000, 4000])
  busy = Number.POSITIVE_INFINITY
  await expect(createUploadedReference({ load, pause })(event)).rejects.toThrow(BusyError)
})

test('another failure fails the run, so that Lambda tries again', async () => {
  const load = () => Promise.reject(new Error('no space'))
  await expect(createUploadedReference({ load, pause: fakePause() })(event)).rejects.toThrow(
    'no space',
  )
})

test('an event of another kind is an error', async () => {
  const load = async () => undefined
  await expect(
    createUploadedReference({ load, pause: fakePause() })({ detail: {} }),
  ).rejects.toThrow('object')
})
