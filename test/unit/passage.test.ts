import { expect, test } from 'vitest'
import { createPassage } from '#local/passage.ts'

/** A step that notes its begin and its end, and ends when it is told to. */
function stepOf(name: string, notes: string[]) {
  const { promise, resolve } = Promise.withResolvers<void>()
  const step = async () => {
    notes.push(`${name} begins`)
    await promise
    notes.push(`${name} ends`)
  }
  return { step, end: resolve }
}

test('steps run side by side, and one alone between those before and after it', async () => {
  const passage = createPassage()
  const notes: string[] = []
  const [a, b, cut, late] = ['a', 'b', 'cut', 'late'].map((name) => stepOf(name, notes))
  if (!a || !b || !cut || !late) throw new Error('four steps')
  const first = [passage.together(a.step), passage.together(b.step)]
  const alone = passage.alone(cut.step)
  const last = passage.together(late.step)
  late.end()
  cut.end()
  b.end()
  await first[1]
  expect(notes).toEqual(['a begins', 'b begins', 'b ends'])
  a.end()
  await Promise.all([alone, last])
  expect(notes.slice(3)).toEqual(['a ends', 'cut begins', 'cut ends', 'late begins', 'late ends'])
})

test("a failed step is its own caller's alone", async () => {
  const passage = createPassage()
  const fail = async () => {
    throw new Error('broken')
  }
  await expect(passage.together(fail)).rejects.toThrow('broken')
  await expect(passage.alone(fail)).rejects.toThrow('broken')
  expect(await passage.alone(async () => 1)).toBe(1)
  expect(await passage.together(async () => 2)).toBe(2)
})
