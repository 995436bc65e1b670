import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linesOf, longestLine } from '#local/backfill/lines.ts'

async function* pieces(...texts: string[]) {
  yield* texts
}

async function read(...texts: string[]) {
  const lines = []
  for await (const block of linesOf(pieces(...texts))) lines.push(...block)
  return lines
}

test('lines are numbered from 1, empty ones left out, whatever their ends', async () => {
  expect(await read('a\n\n', '  \r\nb', 'c\r\nd')).toEqual([
    { line: 1, text: 'a', isTooLong: false },
    { line: 4, text: 'bc', isTooLong: false },
    { line: 5, text: 'd', isTooLong: false },
  ])
})

test('it does not matter how the text comes in pieces', async () => {
  const cut = fc.tuple(fc.stringMatching(/^[ab\n\r]{0,30}$/), fc.array(fc.nat(30)))
  await fc.assert(
    fc.asyncProperty(cut, async ([text, places]) => {
      const at = [0, ...places.sort((a, b) => a - b), text.length]
      const parts = at.slice(1).map((end, index) => text.slice(at[index], end))
      expect(await read(...parts)).toEqual(await read(text))
    }),
  )
})

test('of a line that is too long the beginning is kept, and the next one is whole', async () => {
  const long = 'x'.repeat(longestLine / 2 + 1)
  const [first, second, ...more] = await read('{', long, long, long, 'x\nnext\n')
  expect(first).toMatchObject({ line: 1, isTooLong: true })
  expect(first?.text.length).toBe(longestLine)
  expect(second).toEqual({ line: 2, text: 'next', isTooLong: false })
  expect(more).toEqual([])
})
