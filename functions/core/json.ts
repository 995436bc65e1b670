import { RequestError } from './errors.ts'
import { splitArray } from './json-elements.ts'
import { unsafeMark } from './json-problems.ts'
import { limits } from './limits.ts'

/** An element of a JSON array as it was sent; `members` counts the keys of all objects in it. */
export interface JsonText {
  readonly text: string
  /** What `readJson` makes of the text. */
  readonly value: unknown
  readonly members: number
  /** Neither white space nor escapes make the text longer than it must be. */
  readonly compact: boolean
}

const numbers = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g

/** Only a number of 16 digits or with an exponent can differ from its double: few texts have one. */
const suspicious = /\d[\d.]{15}|\d[eE]/
/** Far above the 25 characters of any double; keeps hostile digits away from the patterns below. */
const longestNumber = 100

/** The significant digits of a number's text and their power of ten: the same for equal numbers. */
function exactValue(text: string): string | undefined {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text)
  if (!parts) return undefined
  const [, sign, whole, fraction = '', exponent = '0'] = parts
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  const power = Number(exponent) - fraction.length + digits.length - significant.length
  return `${sign}${significant}e${power}`
}

function survivesAsDouble(text: string): boolean {
  if (text.length > longestNumber) return false
  const number = Number(text)
  if (!Number.isFinite(number)) return false
  if (Number.isInteger(number) && !Number.isSafeInteger(number)) return false
  return exactValue(text) === exactValue(String(number))
}

/**
 * The value of valid JSON text. JSON.parse rounds numbers silently, so one that would lose
 * precision becomes a string behind `unsafeMark`, which `jsonProblems` refuses with its path.
 */
export function readJson(text: string): unknown {
  if (!suspicious.test(text)) return JSON.parse(text)
  const marked = text.replace(numbers, (token) =>
    token.startsWith('"') || survivesAsDouble(token) ? token : JSON.stringify(unsafeMark + token),
  )
  return JSON.parse(marked)
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function parseBody(body: Uint8Array): { text: string; value: unknown } {
  try {
    const text = utf8.decode(body)
    return { text, value: JSON.parse(text) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new RequestError(400, `the body is not JSON in UTF-8: ${reason}`, { cause: error })
  }
}

/** The events of a body `{"events": [...]}`, each as sent; throws RequestError 400 for any other. */
export function readBatch(body: Uint8Array): JsonText[] {
  const { text, value } = parseBody(body)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RequestError(400, 'the body must be an object {"events": [...]}')
  }
  const { events } = value as { events?: unknown }
  if (!Array.isArray(events)) throw new RequestError(400, 'events must be an array')
  if (events.length === 0) throw new RequestError(400, 'events is empty')
  if (events.length > limits.batchEvents) {
    throw new RequestError(400, `at most ${limits.batchEvents} events, got ${events.length}`)
  }
  const spans = splitArray(text, 'events')
  if (spans.length !== events.length) throw new RequestError(400, 'events is given twice')
  return spans.map(({ start, end, members, doubtful, compact }, index) => {
    const own = text.slice(start, end).trim()
    return { text: own, value: doubtful ? readJson(own) : events[index], members, compact }
  })
}
