import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { build } from 'esbuild'
import { variables } from '#core/names.ts'
import { parseSettings } from '#core/settings.ts'
import { addStacks } from '#infra/aws/stacks.ts'
import { settings } from '#infra/settings.ts'
import { type Measure, measureOf } from './measure.ts'
import { type Line, shortRatio, timeOf } from './table.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const run = promisify(execFile)
const most = 1.3

interface Bundle {
  readonly name: string
  readonly file: string
}

/** Every function's code as `cdk deploy` makes it, below the folder. */
function deployedBundles(outdir: string): Bundle[] {
  const parsed = parseSettings(settings)
  const context = { 'aws:cdk:enable-asset-metadata': true }
  const app = new App({ outdir, builtinCloudFormationValidation: false, context })
  const stacks = addStacks(app, parsed)
  const functions = [stacks.lake, stacks.app].flatMap((stack) =>
    Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function')),
  )
  return functions.map(({ Properties, Metadata }) => ({
    name: String(Properties.FunctionName).slice(parsed.name.length + 1),
    file: join(outdir, Metadata['aws:asset:path'], 'index.mjs'),
  }))
}

interface Client {
  /** Its package, and the class in it. */
  readonly package: string
  readonly type: string
  readonly commands: readonly string[]
}

/** The AWS clients in a bundle, each with the commands in use, from its source map. */
function clientsOf({ file }: Bundle): Client[] {
  const map = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as SourceMap
  const modules = map.sources.flatMap((source) => {
    const found = /(@aws-sdk\/client-[a-z0-9]+)\/dist-es\/(?:commands\/)?(\w+)\.js$/.exec(source)
    return found ? [{ package: found[1] ?? '', name: found[2] ?? '' }] : []
  })
  return modules
    .filter(({ name }) => name.endsWith('Client'))
    .map(({ package: from, name }) => ({
      package: from,
      type: name,
      commands: modules
        .filter((each) => each.package === from && each.name.endsWith('Command'))
        .map((each) => each.name),
    }))
}

interface SourceMap {
  readonly sources: readonly string[]
}

/** A handler that has the same clients and commands behind middy, and does nothing with them. */
function bareSource(clients: readonly Client[]): string {
  const parts = clients.map(
    ({ package: from, type, commands }, index) =>
      `import * as c${index} from '${from}'
const used${index} = [new c${index}.${type}({}), ${commands.map((name) => `c${index}.${name}`).join(', ')}]`,
  )
  const used = clients.map((_, index) => `...used${index}`).join(', ')
  return `import middy from '@middy/core'
${parts.join('\n')}
export const handler = middy().handler(async () => [${used}].length)`
}

/** Bundled with the options of `infra/aws/handler.ts`. */
async function bundleBare(bundle: Bundle, folder: string): Promise<Bundle> {
  const into = join(folder, bundle.name)
  mkdirSync(into)
  const file = join(into, 'index.mjs')
  const require = 'const require = createRequire(import.meta.url);'
  await build({
    stdin: { contents: bareSource(clientsOf(bundle)), resolveDir: root, loader: 'ts' },
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    banner: { js: `import { createRequire } from 'node:module'; ${require}` },
  })
  return { name: bundle.name, file }
}

/** Seconds of CPU from a fresh process's import to a handler, its clients made. */
async function initOnce({ file }: Bundle): Promise<number> {
  const code = `await import(${JSON.stringify(pathToFileURL(file).href)})
const { user, system } = process.cpuUsage(before)
console.log(user + system)`
  const names = Object.values(variables).map((name) => [name, 'bench'])
  const env = { ...process.env, ...Object.fromEntries(names), AWS_REGION: 'eu-central-1' }
  const { stdout } = await run(
    process.execPath,
    ['--input-type=module', '-e', `const before = process.cpuUsage(); ${code}`],
    { env },
  )
  return Number(stdout) / 1_000_000
}

/** Both by turns, so that what else the machine does falls on both. */
async function initBoth(ours: Bundle, bare: Bundle, runs: number): Promise<[Measure, Measure]> {
  const seconds: [number[], number[]] = [[], []]
  for (let count = 0; count < runs; count += 1) {
    seconds[0].push(await initOnce(ours))
    seconds[1].push(await initOnce(bare))
  }
  return [measureOf(`start of ${ours.name}`, seconds[0]), measureOf('bare', seconds[1])]
}

const result = (ratio: number) => ({
  ratio: `${shortRatio(ratio)} bare client and middy`,
  aim: `at most ${most}x`,
  result: ratio <= most ? 'met' : 'missed',
})

/** Size and start of each function against a handler with the same clients that does nothing. */
export async function bundleLines(runs: number): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-bundles-'))
  try {
    const lines: Line[] = []
    for (const ours of deployedBundles(join(folder, 'cdk'))) {
      const bare = await bundleBare(ours, folder)
      const [size, bareSize] = [statSync(ours.file).size, statSync(bare.file).size]
      const [start, bareStart] = await initBoth(ours, bare, runs)
      const kilobytes = `${Math.round(size / 1024).toLocaleString('en')} KB`
      lines.push(
        { label: `size of ${ours.name}`, time: kilobytes, ...result(size / bareSize) },
        {
          label: start.label,
          time: timeOf(start),
          ...result(start.seconds / bareStart.seconds),
        },
      )
      console.log(`${ours.name}: ${kilobytes}, starts in ${start.seconds.toFixed(3)} s of CPU`)
    }
    return lines
  } finally {
    rmSync(folder, { recursive: true })
  }
}
