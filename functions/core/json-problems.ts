import { limits } from './limits.ts'
import { joinPath, type Problem } from './problems.ts'

/**
 * Stands in front of a number that lost precision; `json.ts` puts it there. Its surrogates are in
 * the wrong order, so that no valid text begins with it.
 */
export const unsafeMark = '\udc00\ud800'
const shownNumberLength = 100

const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype'])

interface Place {
  readonly value: unknown
  readonly path: string
  readonly depth: number
}

function* textProblems(text: string, path: string): Generator<Problem> {
  if (text.startsWith(unsafeMark)) {
    const number = text.slice(unsafeMark.length).slice(0, shownNumberLength)
    yield { code: 'unsafe_number', path, message: `send ${number} as a string to keep its digits` }
    return
  }
  if (!text.isWellFormed()) {
    yield { code: 'lone_surrogate', path, message: 'half of a surrogate pair is not Unicode text' }
  }
  if (text.includes('\0')) yield { code: 'nul', path, message: 'U+0000 is not allowed' }
  if (Buffer.byteLength(text) > limits.stringBytes) {
    yield { code: 'too_long', path, message: `at most ${limits.stringBytes} bytes` }
  }
}

function* keyProblems(value: object, path: string): Generator<Problem> {
  for (const key of Object.keys(value)) {
    const at = joinPath(path, key)
    if (forbiddenKeys.has(key)) {
      yield { code: 'forbidden_key', path: at, message: `the key ${key} is not allowed` }
    }
    yield* textProblems(key, at)
  }
}

/** UTF-16 units take at most three bytes each in UTF-8. */
const surelyShort = Math.floor(limits.stringBytes / 3)

const isSoundText = (text: string) =>
  text.length <= surelyShort && text.isWellFormed() && !text.includes('\0')

/** Keys that were looked at before: the same few stand in every event. */
const soundKeys = new Set<string>()
const mostSoundKeys = 1_000

function isSoundKey(key: string): boolean {
  if (soundKeys.has(key)) return true
  const isSound = !forbiddenKeys.has(key) && isSoundText(key)
  if (isSound && soundKeys.size < mostSoundKeys) soundKeys.add(key)
  return isSound
}

/** The number of keys in a value that surely has no problem; undefined where `jsonProblems` must look. */
function keysOfSound(value: unknown, depth: number): number | undefined {
  if (typeof value === 'string') return isSoundText(value) ? 0 : undefined
  if (typeof value !== 'object' || value === null) return 0
  if (depth > limits.depth) return undefined
  const isArray = Array.isArray(value)
  const keys = Object.keys(value)
  let sum = isArray ? 0 : keys.length
  for (const key of keys) {
    if (!isArray && !isSoundKey(key)) return undefined
    const below = keysOfSound((value as Record<string, unknown>)[key], depth + 1)
    if (below === undefined) return undefined
    sum += below
  }
  return sum
}

/** Puts the members on the stack, the last first, so that they are visited in order. */
function pushMembers(pending: Place[], value: object, path: string, depth: number): void {
  const members: [PropertyKey, unknown][] = Array.isArray(value)
    ? value.map((member, index) => [index, member])
    : Object.entries(value)
  for (const [key, member] of members.reverse()) {
    pending.push({ value: member, path: joinPath(path, key), depth })
  }
}

/**
 * What is wrong with a JSON value whatever it means: depth, keys, strings, numbers. Keeps its own
 * stack, so that no nesting overflows it, and must pass before anything recursive sees the value.
 * `members` is the number of keys in the text: more than in the value means that one is repeated.
 */
export function* jsonProblems(root: unknown, members: number): Generator<Problem> {
  if (keysOfSound(root, 1) === members) return
  const pending: Place[] = [{ value: root, path: '', depth: 1 }]
  let seen = 0
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    const { value, path, depth } = place
    if (typeof value === 'string') yield* textProblems(value, path)
    if (typeof value !== 'object' || value === null) continue
    if (depth > limits.depth) {
      yield { code: 'too_deep', path, message: `at most ${limits.depth} levels` }
      return
    }
    if (!Array.isArray(value)) {
      seen += Object.keys(value).length
      yield* keyProblems(value, path)
    }
    pushMembers(pending, value, path, depth + 1)
  }
  if (seen < members) {
    yield { code: 'duplicate_key', path: '', message: 'an object has the same key twice' }
  }
}
