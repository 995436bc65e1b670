import { defineConfig } from 'vitest/config'
import { missingTool } from './machine.ts'

const missing = missingTool()
if (missing && process.env.CI) throw new Error(`the AWS suite cannot run: ${missing}`)
if (missing) console.log(`AWS suite left out: ${missing}`)

export default defineConfig({
  test: {
    include: missing ? [] : ['test/aws/**/*.test.ts'],
    passWithNoTests: missing !== undefined,
    globalSetup: missing ? [] : ['test/aws/global-setup.ts'],
    fileParallelism: false,
    // Each step stands on those before.
    bail: 1,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
})
