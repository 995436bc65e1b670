/** A line without its end; `isTooLong` when it was longer than allowed and its text is only the beginning. */
export interface Line {
  readonly line: number
  readonly text: string
  readonly isTooLong: boolean
}

/** Characters of which a longer line keeps the first; an event has at most 200 KB. */
export const longestLine = 1_000_000

/**
 * The lines of a text that comes in pieces, in constant memory however long one is: blocks of them,
 * empty ones left out. Line ends are those of NDJSON, `\n` or `\r\n`.
 */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<Line[]> {
  let line = 0
  let rest = ''
  let isTooLong = false
  const take = (text: string): Line[] => {
    const whole = { line: ++line, text: text.replace(/\r$/, ''), isTooLong }
    isTooLong = false
    return whole.text.trim() === '' ? [] : [whole]
  }
  for await (const piece of pieces) {
    const [first = '', ...more] = piece.split('\n')
    const texts = [isTooLong ? rest : rest + first, ...more]
    rest = texts.pop() ?? ''
    if (more.length === 0 && isTooLong) continue
    const block = texts.flatMap(take)
    if (rest.length > longestLine) {
      rest = rest.slice(0, longestLine)
      isTooLong = true
    }
    if (block.length > 0) yield block
  }
  if (rest !== '') yield take(rest)
}
