import { expect, test } from 'vitest'
import * as z from 'zod'
import { read } from './source.ts'

const text = read('package-lock.json')
const { packages } = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        version: z.string().optional(),
        resolved: z.string().optional(),
        optionalDependencies: z.record(z.string(), z.string()).optional(),
      }),
    ),
  })
  .parse(JSON.parse(text))

/** The version that a package at `path` gets: the nearest one in its own or an outer node_modules. */
function installedVersion(path: string, name: string): string | undefined {
  const found = packages[`${path}${path && '/'}node_modules/${name}`]
  if (found || path === '') return found?.version
  const outer = path.lastIndexOf('/node_modules/')
  return installedVersion(outer < 0 ? '' : path.slice(0, outer), name)
}

test('the binaries of every platform are listed, so that all of them can install', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name, wanted]) => {
        const version = installedVersion(path, name)
        return version === undefined || (/^\d/.test(wanted) && version !== wanted)
      })
      .map(([name, wanted]) => `${name}@${wanted}`),
  )
  expect(missing).toEqual([])
})

test('platforms that users have are among them', () => {
  for (const platform of ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-x64']) {
    expect(Object.keys(packages)).toContain(`node_modules/@duckdb/node-bindings-${platform}`)
    expect(Object.keys(packages)).toContain(`node_modules/@biomejs/cli-${platform}`)
  }
})

test('no registry is named', () => {
  const named = Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)
  expect(named.map(([path]) => path)).toEqual([])
  expect(text).not.toMatch(/\.tgz"/)
})

test('dependencies are pinned to one version', () => {
  const manifest = z.object({
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
  })
  const { dependencies, devDependencies } = manifest.parse(JSON.parse(read('package.json')))
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
  )
  expect(loose).toEqual([])
})
