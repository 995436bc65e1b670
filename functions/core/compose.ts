import { renderLiteral } from './literal.ts'

/** What a plain table name stands for in one run: the SELECT that shadows it. */
export type Shadows = Readonly<Record<string, string>>

const leadingComments = /^(?:\s*--[^\n]*\n)*\s*/

/**
 * The query with a CTE in front for each of its inputs, so that its text stays as written and its
 * tables are the ones meant: a build's schema, the event log up to a cut, or rows of a test.
 */
export function compose(sql: string, inputs: readonly string[], shadows: Shadows): string {
  const ctes = inputs.map((input) => {
    const select = shadows[input]
    if (select === undefined) throw new Error(`no table for ${input}`)
    return `${input} as (\n    ${select}\n)`
  })
  if (ctes.length === 0) return sql
  const comments = leadingComments.exec(sql)?.[0] ?? ''
  const body = sql.slice(comments.length)
  const rest = /^with\s/i.test(body) ? `,\n\n${body.replace(/^with\s+/i, '')}` : `\n\n${body}`
  return `${comments}with ${ctes.join(',\n\n')}${rest}`
}

const moment = (cut: string) => renderLiteral({ type: 'timestamp', value: cut })

/** The event log as it was known at the cut, an ISO instant, and the cut itself as a one-row table. */
export function cutShadows(lake: string, cut: string): Shadows {
  return {
    event_log: `select * from ${lake}.event_log where received_at < ${moment(cut)} and occurred_at < ${moment(cut)}`,
    cut: `select ${moment(cut)} as cut_at`,
    calendar: `select * from ${lake}.calendar`,
  }
}

/** Each model as the table of a build's schema. */
export function tableShadows(schema: string, names: readonly string[]): Shadows {
  return Object.fromEntries(names.map((name) => [name, `select * from ${schema}.${name}`]))
}
