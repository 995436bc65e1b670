import { expect, test } from 'vitest'
import { createRandom } from '#local/sample/random.ts'

test('the random source is mulberry32, and a fork depends on seed and name alone', () => {
  expect(createRandom(1).between(0, 1)).toBe(0.6270739405881613)
  const used = createRandom(5)
  used.between(0, 1)
  expect(used.fork('a').hex(16)).toBe(createRandom(5).fork('a').hex(16))
  expect(used.fork('a').hex(16)).not.toBe(used.fork('b').hex(16))
  expect(() => used.pick([])).toThrow('nothing to choose from')
})
