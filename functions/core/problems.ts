import type * as z from 'zod'

/** Every reason that an event is refused for; answers and quarantine carry these codes. */
export const problemCodes = {
  not_an_object: 'the event is not a JSON object',
  too_large: 'the event, or its properties, take more bytes than allowed',
  too_deep: 'objects and arrays are nested deeper than allowed',
  too_long: 'a string or key takes more bytes than allowed',
  too_many_keys: 'an object has more keys than allowed',
  duplicate_key: 'an object has the same key twice',
  forbidden_key:
    'a key is named like a part of JavaScript objects: __proto__, constructor, prototype',
  unsafe_number: 'a number would not survive as a double; send it as a string',
  lone_surrogate: 'a string or key is not valid Unicode',
  nul: 'a string or key holds the character U+0000',
  required: 'a field is missing',
  unknown_type: 'no event type has this name',
  unknown_field: 'the type has no such field; own fields go into properties',
  wrong_type: 'a field has another JSON type than its column',
  not_allowed: 'a value, or a combination of values, is not one of those allowed',
  empty: 'a string is empty',
  bad_time: 'not an RFC 3339 time with offset',
  bad_date: 'not a calendar day YYYY-MM-DD',
  bad_decimal: 'not a decimal with at most 14 digits before and 4 after the point',
  bad_currency: 'not an ISO 4217 code',
  bad_period: 'a period ends before it starts',
  out_of_range: 'a number is outside its range',
  too_early: 'a time is before the earliest allowed',
  in_future: 'a time is later than the clock allows',
  missing_subject: 'the event names nobody that it could belong to',
  conflict: 'an event with this id and other content is already stored',
  unwritable: 'a stored event fits no row of the event log',
} as const

export type ProblemCode = keyof typeof problemCodes

/** Why an event is refused; `path` leads to the field, such as `contact_roles[0].role`, or is empty. */
export interface Problem {
  readonly code: ProblemCode
  readonly path: string
  readonly message: string
}

const shownProblems = 20
const shownKeyLength = 100

/** The path of a member below `parent`; a hostile key is cut and made valid Unicode. */
export function joinPath(parent: string, key: PropertyKey): string {
  if (typeof key === 'number') return `${parent}[${key}]`
  const shown = String(key).slice(0, shownKeyLength).toWellFormed()
  return parent === '' ? shown : `${parent}.${shown}`
}

type Issue = z.core.$ZodIssue

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value
}

function typeProblem(issue: Issue, path: string): Problem {
  if (issue.code === 'invalid_type') {
    const expected = issue.expected === 'record' ? 'object' : issue.expected
    return { code: 'wrong_type', path, message: `expected ${expected}` }
  }
  return { code: 'wrong_type', path, message: issue.message }
}

function fieldProblem(issue: Issue, path: string): Problem {
  if (issue.code === 'custom') {
    const code = (issue.params as { code?: ProblemCode } | undefined)?.code ?? 'not_allowed'
    return { code, path, message: issue.message }
  }
  if (issue.code === 'invalid_value') {
    return { code: 'not_allowed', path, message: `one of ${issue.values.map(String).join(', ')}` }
  }
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined) {
    const types = (issue as { options?: readonly unknown[] }).options ?? []
    return { code: 'unknown_type', path, message: `one of ${types.map(String).join(', ')}` }
  }
  return typeProblem(issue, path)
}

function* issueProblems(issue: Issue, input: unknown): Generator<Problem> {
  const path = issue.path.reduce(joinPath, '')
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) {
      const message = path === '' ? 'unknown field; own fields go into properties' : 'unknown field'
      yield { code: 'unknown_field', path: joinPath(path, key), message }
    }
  } else if (issue.code !== 'custom' && valueAt(input, issue.path) === undefined) {
    yield { code: 'required', path, message: 'is required' }
  } else {
    yield fieldProblem(issue, path)
  }
}

/** zod's issues with an input, in the API's words. */
export function* problemsOf(issues: readonly Issue[], input: unknown): Generator<Problem> {
  for (const issue of issues) yield* issueProblems(issue, input)
}

/** The problems worth answering with: the first twenty, since one event may hold thousands. */
export function firstProblems(problems: Iterable<Problem>): Problem[] {
  const first: Problem[] = []
  for (const problem of problems) {
    first.push(problem)
    if (first.length === shownProblems) break
  }
  return first
}
