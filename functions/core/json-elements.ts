/** Where an element of an array lies in a text, and what a look at its tokens tells. */
export interface JsonSpan {
  readonly start: number
  readonly end: number
  /** Keys of all objects in it. */
  readonly members: number
  /** A number in it has so many digits, or an exponent, that its double may have another value. */
  readonly doubtful: boolean
  /** Written as JSON.stringify would: no white space between tokens, no escapes. */
  readonly compact: boolean
}

const code = (character: string) => character.charCodeAt(0)
const [quote, backslash, colon, comma, space] = [code('"'), code('\\'), code(':'), code(','), 32]
const [openBracket, closeBracket] = [code('['), code(']')]
const [openBrace, closeBrace] = [code('{'), code('}')]
const [minus, zero, nine] = [code('-'), code('0'), code('9')]
const inNumber: ReadonlySet<number> = new Set([...'+-.0123456789eE'].map(code))

/** A number that is shorter, sign and point included, has at most 15 digits, as any double keeps. */
const doubtfulLength = 16

/** The index of the quote that ends the string which begins at `start`. */
function stringEnd(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1
    while (text.charCodeAt(before) === backslash) before -= 1
    if ((end - before) % 2 === 1) return end
  }
  return text.length
}

/** The index behind the number that begins at `start`. */
function numberEnd(text: string, start: number): number {
  let end = start + 1
  while (inNumber.has(text.charCodeAt(end))) end += 1
  return end
}

const isDoubtful = (number: string) => number.length >= doubtfulLength || /e/i.test(number)

/** Answers whether there is a backslash between two indexes; asked from the beginning to the end of a text. */
function escapesIn(text: string): (start: number, end: number) => boolean {
  let next = -1
  return (start, end) => {
    if (next < start) {
      const found = text.indexOf('\\', start)
      next = found < 0 ? text.length : found
    }
    return next < end
  }
}

/** The elements of every array at the top-level key `name`, in valid text of a JSON object. */
export function splitArray(text: string, name: string): JsonSpan[] {
  const spans: JsonSpan[] = []
  const hasEscape = escapesIn(text)
  const fresh = (start: number) => ({ start, members: 0, doubtful: false, compact: true })
  let inside = false
  let depth = 0
  let key = '""'
  let span = fresh(0)
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at)
    if (character === quote) {
      const end = stringEnd(text, at)
      if (depth === 1) key = text.slice(at, end + 1)
      else if (hasEscape(at, end)) span.compact = false
      at = end
    } else if (character === colon) {
      span.members += 1
    } else if (character === comma) {
      if (!inside || depth !== 2) continue
      spans.push({ ...span, end: at })
      span = fresh(at + 1)
    } else if (character === openBrace || character === openBracket) {
      depth += 1
      if (depth !== 2 || character !== openBracket || JSON.parse(key) !== name) continue
      inside = true
      span = fresh(at + 1)
    } else if (character === closeBrace || character === closeBracket) {
      depth -= 1
      if (depth !== 1 || !inside) continue
      spans.push({ ...span, end: at })
      inside = false
    } else if (character === minus || (character >= zero && character <= nine)) {
      const end = numberEnd(text, at)
      if (isDoubtful(text.slice(at, end))) span.doubtful = true
      at = end - 1
    } else if (character <= space) {
      span.compact = false
    }
  }
  return spans
}
