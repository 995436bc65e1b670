/** Who may import whom: the first layer whose folder holds a path is the path's layer. */
interface Layer {
  readonly name: string
  readonly folder: string
  /** Layers that it may import beside itself. */
  readonly layers: readonly string[]
  /** Packages that it may import; a trailing `/` stands for all below. */
  readonly packages: readonly string[]
}

const functions = ['core', 'render', 'handlers', 'catalog', 'chains']

export const layers: readonly Layer[] = [
  { name: 'names', folder: 'functions/core/names.ts', layers: [], packages: [] },
  {
    name: 'core',
    folder: 'functions/core/',
    layers: ['names'],
    packages: [
      'csv-parse/',
      'hyparquet-writer',
      'node:crypto',
      'node:zlib',
      'temporal-polyfill',
      'zod',
    ],
  },
  {
    name: 'render',
    folder: 'functions/render/',
    layers: ['core'],
    packages: ['echarts', 'echarts/'],
  },
  {
    name: 'catalog',
    folder: 'functions/catalog.ts',
    layers: ['core'],
    packages: ['node:fs'],
  },
  {
    name: 'chains',
    folder: 'functions/lambda.ts',
    layers: ['core'],
    packages: ['@middy/', 'aws-lambda'],
  },
  {
    name: 'handlers',
    folder: 'functions/handlers/',
    layers: ['names', 'core', 'render', 'catalog'],
    packages: ['node:crypto', 'zod'],
  },
  {
    name: 'aws',
    folder: 'functions/aws/',
    layers: ['names', ...functions],
    packages: ['@aws-sdk/', '@smithy/', 'aws-lambda', 'node:', 'zod'],
  },
  { name: 'settings', folder: 'infra/settings.ts', layers: ['core'], packages: [] },
  {
    name: 'local',
    folder: 'infra/local/',
    layers: ['names', ...functions, 'aws', 'settings', 'cost'],
    packages: [
      '@duckdb/',
      'aws-lambda',
      'cli-progress',
      'csv-parse/',
      'node:',
      'read-excel-file/',
      'zod',
    ],
  },
  {
    name: 'stacks',
    folder: 'infra/aws/',
    layers: ['names'],
    packages: ['aws-cdk-lib', 'aws-cdk-lib/', 'cdk-nag', 'constructs', 'node:'],
  },
  {
    name: 'cost',
    folder: 'infra/cost/',
    layers: ['names', 'core', 'catalog', 'settings', 'stacks'],
    packages: ['aws-cdk-lib', 'node:', 'zod'],
  },
  {
    name: 'app',
    folder: 'infra/app.ts',
    layers: ['names', 'core', 'catalog', 'settings', 'stacks'],
    packages: ['aws-cdk-lib', 'cdk-nag', 'node:'],
  },
]

/** The layer of a path; throws for a file outside of all. */
export function layerOf(path: string): Layer {
  const layer = layers.find(({ folder }) => path.startsWith(folder))
  if (!layer) throw new Error(`${path} belongs to no layer`)
  return layer
}

/** True when a file of the layer may import the target, a path of the project or a package. */
export function mayImport(layer: Layer, target: { path: string } | { package: string }): boolean {
  if ('path' in target) return [layer.name, ...layer.layers].includes(layerOf(target.path).name)
  return layer.packages.some((allowed) =>
    /[/:]$/.test(allowed) ? target.package.startsWith(allowed) : target.package === allowed,
  )
}
