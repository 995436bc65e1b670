import type { TestProject } from 'vitest/node'
import { findJava } from './machine.ts'
import { startTrino } from './server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    readonly trinoUrl: string
    readonly trinoWarehouse: string
  }
}

/** One Trino for the whole suite; the returned function stops it. */
export async function setup(project: TestProject) {
  const java = findJava()
  if (!java) return
  const trino = await startTrino(java)
  project.provide('trinoUrl', trino.url)
  project.provide('trinoWarehouse', trino.warehouse)
  return trino.stop
}
