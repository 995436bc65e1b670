import { describe, expect, test } from 'vitest'
import { canonicalJson, contentHash, sha256 } from '#core/hash.ts'

test('sha256 of the published test vector', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(sha256(Buffer.from('abc'))).toBe(sha256('abc'))
})

describe('canonicalJson', () => {
  test('sorts keys at every level and keeps the order of arrays', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }, null], a: 'x"', u: undefined })).toBe(
      '{"a":"x\\"","b":[{"c":2,"d":1},null]}',
    )
  })

  test('writes equal numbers alike', () => {
    const text = '[1.0, 1e0, 10e-1, 0.50, -0, 0, -0.0]'
    expect(canonicalJson(JSON.parse(text))).toBe('[1,1,1,0.5,0,0,0]')
  })
})

describe('contentHash', () => {
  const event = { type: 'stage', name: 'mql', lead_id: 'l1' }

  test('is over the canonical text', () => {
    expect(contentHash(event)).toBe(sha256('{"lead_id":"l1","name":"mql","type":"stage"}'))
  })

  test('does not see the id or the order of fields', () => {
    expect(contentHash({ event_id: 'e1', lead_id: 'l1', name: 'mql', type: 'stage' })).toBe(
      contentHash(event),
    )
  })

  test('sees a changed, an added and a cleared field', () => {
    const hashes = [
      event,
      { ...event, name: 'sql' },
      { ...event, rep: 'r' },
      { ...event, rep: null },
    ].map(contentHash)
    expect(new Set(hashes).size).toBe(4)
  })
})
