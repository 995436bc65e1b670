import { beforeEach, describe, expect, test } from 'vitest'
import type { ReportData } from '#core/report-data.ts'
import { publish } from '#handlers/publish.ts'
import { pathOf, published } from '#handlers/published.ts'
import { type MemoryObjects, memoryObjects } from '../memory.ts'

const receipt = { definition: 'd', variant: 'v', window: 'w', query: 'q' }
const data = (revision: string): ReportData => ({
  report: 'conversion',
  title: 'Conversion',
  headline: `Headline of ${revision}`,
  funnel: { id: 'sales', title: 'Sales' },
  period: { label: '2026-02', startsOn: '2026-02-01', endsOn: '2026-03-01' },
  asOf: '2026-03-01T06:00:00.000Z',
  basis: 'known',
  zone: 'UTC',
  figures: [],
  sections: [
    {
      id: 'stages',
      title: 'Stages',
      tables: [
        {
          id: 'stages',
          title: 'Stages',
          description: 'One row a stage.',
          columns: [{ id: 'reached', label: 'Reached', unit: 'count' }],
          rows: [{ reached: 7 }],
          receipt,
        },
      ],
    },
  ],
  notes: [],
  hashes: {},
  revision,
})
const run = { startedAt: 'a', finishedAt: 'b', bytesScanned: 1 }
const pathFor = (revision: string) => pathOf('conversion', '2026-02', revision)

let objects: MemoryObjects
beforeEach(() => {
  objects = memoryObjects()
})

const put = (revision: string) => publish(objects, pathFor(revision), data(revision), run)
const textOf = (key: string) => Buffer.from(objects.bodies.get(key) ?? '').toString('utf8')
const listed = () =>
  (JSON.parse(textOf('reports/index.json')) as { path: string }[]).map((entry) => entry.path)

test('a report has its page, its tables and its data below its path', async () => {
  await put('r1')
  const below = [...objects.bodies.keys()].filter((key) => key.startsWith(`${pathFor('r1')}/`))
  expect(below.sort()).toEqual(
    ['index.html', 'report.json', 'run.json', 'stages.csv'].map(
      (name) => `${pathFor('r1')}/${name}`,
    ),
  )
  expect(textOf(`${pathFor('r1')}/stages.csv`)).toContain('7')
  expect(JSON.parse(textOf(`${pathFor('r1')}/run.json`))).toEqual(run)
})

test('what was published is read back as it was', async () => {
  expect(await published(objects, pathFor('r1'))).toBe(undefined)
  await put('r1')
  expect(await published(objects, pathFor('r1'))).toEqual(data('r1'))
})

test('run facts are in no file of the revision but their own', async () => {
  await put('r1')
  const first = [...objects.bodies].filter(([key]) => !key.endsWith('/run.json'))
  await publish(objects, pathFor('r1'), data('r1'), { ...run, startedAt: 'later' })
  const second = [...objects.bodies].filter(([key]) => !key.endsWith('/run.json'))
  expect(second).toEqual(first)
})

describe('the index', () => {
  test('lists each revision once, relative to itself', async () => {
    for (const revision of ['r1', 'r2', 'r1']) await put(revision)
    expect(listed()).toEqual(['conversion/2026-02/r2', 'conversion/2026-02/r1'])
    expect(textOf('reports/index.html')).toContain('href="conversion/2026-02/r2/index.html"')
    expect(textOf('reports/index.html')).toContain('href="conversion/2026-02/r1/index.html"')
    expect(textOf('reports/index.html')).toContain('Headline of r2')
  })

  test('loses no report when several are published at once', async () => {
    const revisions = Array.from({ length: 12 }, (_, index) => `r${index}`)
    await Promise.all(revisions.map(put))
    expect(listed().sort()).toEqual(revisions.map((each) => `conversion/2026-02/${each}`).sort())
    const page = textOf('reports/index.html')
    const links = revisions.filter((each) => page.includes(`conversion/2026-02/${each}/index.html`))
    expect(links).toEqual(revisions)
  })

  test('has the report before it counts as published, so that a kill in between leaves it out of neither', async () => {
    objects.broken = /report\.json$/
    await expect(put('r1')).rejects.toThrow('no space')
    expect(await published(objects, pathFor('r1'))).toBe(undefined)
    expect(listed()).toEqual(['conversion/2026-02/r1'])
    objects.broken = undefined
    await put('r1')
    expect(listed()).toEqual(['conversion/2026-02/r1'])
  })
})
