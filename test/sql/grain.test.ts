import { describe, expect } from 'vitest'
import { modelHeader } from '#core/documentation.ts'
import { referenceNames } from '#core/reference-tables.ts'
import { inOrder, type Query } from '#functions/catalog.ts'
import { test } from '#test/sample-business.ts'
import { questions } from './readme-questions.ts'
import { models } from './sources.ts'

const grainOf = ({ name, sql }: Query) => modelHeader(name, sql).grain.split(', ')

/** Made by rules of the settings that are off as shipped, or of what only imports tell; test/sql/cases fills them. */
const off = ['identity_rules', 'hash_contacts', 'domain_accounts', 'opportunity_histories']

describe('in a build of the sample business', () => {
  test.for(models)(
    '$name is unique by its grain',
    { timeout: 120_000 },
    async (model, { business }) => {
      const grain = grainOf(model)
      const { rows } = await business.sql({
        query: `
        select
            count(*) as number,
            count(distinct (${grain.join(', ')})) as different,
            count(*) filter (
                where ${grain.map((column) => `${column} is null`).join(' or ')}
            ) as nulls
        from build_a.${model.name}`,
      })
      const { number, different, nulls } = rows[0] ?? {}
      if (!off.includes(model.name)) expect(number).toBeGreaterThan(0)
      expect({ different, nulls }).toEqual({ different: number, nulls: 0 })
    },
  )
})

describe('the questions of the README', () => {
  test('are ten', () => {
    expect(questions.map(({ title }) => Number.parseInt(title, 10))).toEqual(
      Array.from({ length: 10 }, (_, index) => index + 1),
    )
  })

  test.for(questions)(
    '$title runs on the sample business and fills every column',
    { timeout: 120_000 },
    async ({ sql }, { business }) => {
      const { rows, columns } = await business.sql({ query: sql })
      const filled = columns.filter(({ name }) => rows.some((row) => row[name] !== null))
      expect(filled).toEqual(columns)
      expect(columns.length).toBeGreaterThan(1)
    },
  )
})

describe('the order of models', () => {
  const query = (name: string, ...inputs: string[]): Query => ({ name, sql: '', inputs })
  const names = (queries: readonly Query[]) => queries.map((each) => each.name)

  test('has every model after those that it reads', () => {
    const known = names(models)
    const early = models.flatMap(({ name, inputs }, place) =>
      inputs
        .filter((input) => known.indexOf(input) >= place)
        .map((input) => `${name} reads ${input}`),
    )
    expect(early).toEqual([])
  })

  test('leaves nothing to read but what every build is given and other models', () => {
    const givenTables = ['event_log', 'calendar', 'cut', 'settings']
    const given = [...givenTables, ...referenceNames, ...names(models)]
    expect(
      models.flatMap((model) => model.inputs).filter((input) => !given.includes(input)),
    ).toEqual([])
  })

  test('is found from any order, keeping the given one where it can', () => {
    const found = inOrder([query('c', 'b', 'log'), query('x'), query('b', 'a'), query('a', 'log')])
    expect(names(found)).toEqual(['x', 'a', 'b', 'c'])
  })

  test('names the models of a cycle and those that wait for it', () => {
    const cycle = [
      query('a'),
      query('b', 'a', 'd'),
      query('c', 'b'),
      query('d', 'c'),
      query('e', 'd'),
    ]
    expect(() => inOrder(cycle)).toThrow('models in a cycle: b, c, d, e')
    expect(() => inOrder([query('a', 'a')])).toThrow('models in a cycle: a')
  })
})
