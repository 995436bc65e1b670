import { expect, test } from 'vitest'
import { nextStep } from '#local/import/next-step.ts'

/** A data folder whose funnels so many subjects entered; undefined before the first build. */
function folderWith(entered: Readonly<Record<string, number>> | undefined) {
  const funnels = Object.entries(entered ?? {}).map(([funnel, subjects]) => ({ funnel, subjects }))
  return {
    sql: async ({ query }: { readonly query: string }) => ({
      columns: [],
      rows: query.includes('information_schema') ? [{ n: entered ? 1 : 0 }] : funnels,
      bytesScanned: 0,
      truncated: false,
    }),
  }
}

const asked = { defaultFunnel: 'six_stage', where: 'npm start', options: ' --data mine' }

test('the report of the default funnel comes first where anybody entered it', async () => {
  const text = await nextStep(folderWith({ late_stage: 1400, six_stage: 3 }), asked)
  expect(text).toBe(`Funnels entered: late_stage by 1,400, six_stage by 3
Next: npm run report -- conversion --period all --data mine, or npm start`)
})

test('else that of the funnel which most entered', async () => {
  const text = await nextStep(folderWith({ late_stage: 400, accounts: 91 }), asked)
  expect(text).toContain('conversion --period all --funnel late_stage --data mine')
})

test.each([
  ['nobody entered any', {}],
  ['nothing was built', undefined],
])('where %s, the page that lists the names', async (_, entered) => {
  expect(await nextStep(folderWith(entered), asked)).toContain(
    'npm run report -- data-quality --period all --data mine',
  )
})
