import { defineConfig } from 'vitest/config'

/** Tests of pure functions and of templates keep nothing between files: they load their modules once. */
const pure = 'test/{infra,unit/{aws,core,render}}/**/*.test.ts'

export default defineConfig({
  test: {
    testTimeout: 180_000,
    hookTimeout: 180_000,
    projects: [
      { extends: true, test: { name: 'pure', include: [pure], isolate: false } },
      {
        extends: true,
        test: {
          name: 'others',
          include: ['test/{unit,sql,contract,flow,property}/**/*.test.ts'],
          exclude: [pure],
        },
      },
    ],
  },
})
