import { cpSync, mkdtempSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { funnelNamed, inputsOf, loadCatalog, modelsFor } from '#functions/catalog.ts'

const shipped = new URL('../../queries/', import.meta.url)
const catalog = loadCatalog(shipped)

describe('the inputs of a query', () => {
  test.each([
    ['one table', 'select 1 from a', ['a']],
    [
      'tables in order, each once',
      'select 1 from b join a on true left join b as c on true',
      ['b', 'a'],
    ],
    [
      'without own CTEs',
      'with x as (select 1 from a), y as (select 1 from x) select * from y',
      ['a'],
    ],
    ['without CTEs that list columns', 'with x (n) as (select 1 from a) select * from x', ['a']],
    ['without unnest', 'select n from unnest(sequence(1, 3)) as t (n) cross join a', ['a']],
    [
      'in subqueries',
      'select 1 from (select 1 from a) as x where b in (select b from c)',
      ['a', 'c'],
    ],
    ['not in comments', '-- read from b\nselect 1 from a -- join c', ['a']],
    ['not in texts', "select 'it''s from b' from a", ['a']],
    ['none', 'select 1', []],
  ])('%s', (_, sql, inputs) => {
    expect(inputsOf(sql)).toEqual(inputs)
  })

  test('are not the words after other uses of from', () => {
    const sql = 'select extract(day from at) as d from a where x is distinct from y'
    expect(inputsOf(sql)).toEqual(['a'])
  })

  test('are read from the shipped models', () => {
    const inputs = Object.fromEntries(catalog.models.map((model) => [model.name, model.inputs]))
    expect(inputs).toMatchObject({
      retractions: ['event_log'],
      identity_links: ['event_log', 'retractions'],
      identity_jumps: ['identity_links'],
      identity_chains: ['identity_jumps', 'identity_links'],
      identity_rules: ['event_log', 'settings', 'retractions', 'identity_chains'],
      identity: ['identity_rules', 'identity_chains'],
      events: ['event_log', 'retractions', 'calendar', 'identity'],
      subject_ids: ['relations'],
    })
  })
})

test('a partition is read from its comment', () => {
  const partitions = catalog.models.filter((model) => model.partition !== undefined)
  expect(partitions.map(({ name, partition }) => [name, partition])).toContainEqual([
    'events',
    'year(occurred_on)',
  ])
})

test('a build has the models of its funnels, each funnel under its own names', () => {
  const funnel = funnelNamed(catalog, 'b2b_six_stage')
  const names = modelsFor(catalog, [funnel, { ...funnel, id: 'other' }]).map((model) => model.name)
  expect(names).toEqual(
    expect.arrayContaining([
      'events',
      'stage_events_b2b_six_stage',
      'stage_events_other',
      'journeys_b2b_six_stage',
      'journeys_other',
      'journeys',
    ]),
  )
  expect(new Set(names).size).toBe(names.length)
})

test('a build of one funnel knows the event names of all that are named', () => {
  const one = funnelNamed(catalog, 'b2b_six_stage')
  const other = funnelNamed(catalog, 'contact_advocacy')
  const models = modelsFor(catalog, [one], [one, other])
  expect(models.map((model) => model.name)).not.toContain('stage_events_contact_advocacy')
  const sql = models.find((model) => model.name === 'funnel_names')?.sql
  expect(sql).toContain("('referral_made')")
  expect(
    modelsFor(catalog, [one]).find((model) => model.name === 'funnel_names')?.sql,
  ).not.toContain("('referral_made')")
})

test('a funnel whose view would have the name of another model is refused', () => {
  const funnel = { ...funnelNamed(catalog, 'b2b_six_stage'), id: 'names' }
  expect(() => modelsFor(catalog, [funnel])).toThrow('two models are called funnel_names')
})

test('an unknown funnel is named with those there are', () => {
  expect(() => funnelNamed(catalog, 'nope')).toThrow(
    /unknown funnel "nope": there are .*b2b_six_stage/,
  )
})

describe('a folder of queries', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'catalog-'))
    cpSync(shipped, folder, { recursive: true })
    const folders = readdirSync(folder, { withFileTypes: true }).filter((each) =>
      each.isDirectory(),
    )
    for (const { name } of folders) {
      if (readdirSync(join(folder, name)).length === 0) rmdirSync(join(folder, name))
    }
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const load = () => loadCatalog(pathToFileURL(`${folder}/`))
  const writeFunnel = (text: string) => writeFileSync(join(folder, 'funnels', 'mine.json'), text)

  test('is read without folders that are empty, which no clone has', () => {
    expect(load().models.length).toBe(catalog.models.length)
  })

  test('that holds a funnel under another name is refused', () => {
    writeFunnel(JSON.stringify(funnelNamed(catalog, 'b2b_six_stage')))
    expect(load).toThrow('funnels/mine.json holds b2b_six_stage')
  })

  test('that holds a wrong funnel is refused with the path of what is wrong', () => {
    writeFunnel(JSON.stringify({ ...funnelNamed(catalog, 'b2b_six_stage'), won_stage: 'nope' }))
    expect(load).toThrow(/won_stage: no such stage/)
  })
})
