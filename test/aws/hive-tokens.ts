/** A piece of a statement: a word, a sign, a quoted name or a string literal. */
export interface Token {
  readonly kind: 'word' | 'sign' | 'name' | 'text'
  /** Without quotes and escapes. */
  readonly value: string
}

const pieces = /\s+|`((?:[^`]|``)*)`|'((?:\\.|''|[^'\\])*)'|(\w+)|(.)/gsy

/** The pieces of a statement in the grammar of Hive, which Athena's DDL is in. */
export function hiveTokens(sql: string): Token[] {
  return [...sql.matchAll(pieces)].flatMap(([, name, text, word, sign]): Token[] => {
    if (name !== undefined) return [{ kind: 'name', value: name.replaceAll('``', '`') }]
    if (text !== undefined) {
      return [{ kind: 'text', value: text.replaceAll(/\\(.)/gs, '$1').replaceAll("''", "'") }]
    }
    if (word !== undefined) return [{ kind: 'word', value: word }]
    return sign === undefined ? [] : [{ kind: 'sign', value: sign }]
  })
}

/** Reads tokens from the first to the last; throws where another one stands. */
export function readTokens(tokens: readonly Token[]) {
  let at = 0
  const isNext = (...values: readonly string[]): boolean =>
    values.every((value, index) => {
      const token = tokens[at + index]
      const isBare = token?.kind === 'word' || token?.kind === 'sign'
      return isBare && token.value.toLowerCase() === value
    })
  const next = (kind?: Token['kind']): string => {
    const token = tokens[at]
    if (token === undefined || (kind !== undefined && token.kind !== kind)) {
      throw new Error(`mismatched input '${token?.value ?? '<EOF>'}' expecting ${kind ?? 'more'}`)
    }
    at += 1
    return token.value
  }
  const accept = (...values: readonly string[]): boolean => {
    if (!isNext(...values)) return false
    at += values.length
    return true
  }
  return {
    isNext,
    next,
    /** Passes these words when they come next, and says whether they did. */
    accept,
    /** Passes these words; throws when others come. */
    pass(...values: readonly string[]): void {
      for (const value of values) {
        if (!accept(value)) throw new Error(`mismatched input '${next()}' expecting '${value}'`)
      }
    },
    /** What `read` reads, between parentheses and separated by commas. */
    list<T>(read: () => T): T[] {
      const items: T[] = []
      if (!accept('(')) throw new Error(`mismatched input '${next()}' expecting '('`)
      do items.push(read())
      while (accept(','))
      if (!accept(')')) throw new Error(`mismatched input '${next()}' expecting ')'`)
      return items
    },
    /** A name, in backticks or without. */
    name: () => (tokens[at]?.kind === 'word' ? next('word') : next('name')),
    end(): void {
      if (at < tokens.length) throw new Error(`extraneous input '${next()}'`)
    },
  }
}

export type Reader = ReturnType<typeof readTokens>
