import { defineConfig } from 'vitest/config'
import { missingTool } from './machine.ts'

const missing = missingTool()
if (missing && process.env.CI) throw new Error(`the Trino suite cannot run: ${missing}`)
if (missing) console.log(`Trino suite left out: ${missing}`)

export default defineConfig({
  test: {
    include: missing ? [] : ['test/trino/**/*.test.ts'],
    passWithNoTests: missing !== undefined,
    globalSetup: missing ? [] : ['test/trino/global-setup.ts'],
    fileParallelism: false,
    silent: 'passed-only',
    testTimeout: 900_000,
    hookTimeout: 120_000,
  },
})
