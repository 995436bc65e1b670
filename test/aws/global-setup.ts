import type { TestProject } from 'vitest/node'
import { findJava } from '#test/trino/machine.ts'
import { type Cloud, startCloud } from './cloud.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    readonly cloud: Cloud
  }
}

/** One emulator and one Trino for the whole suite; the returned function stops them. */
export async function setup(project: TestProject) {
  const java = findJava()
  if (!java) return
  const { stop, ...cloud } = await startCloud(java)
  project.provide('cloud', cloud)
  return stop
}
