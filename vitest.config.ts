import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/{unit,sql,contract,infra,flow,property}/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
