import { randomUUID } from 'node:crypto'
import { beforeAll, expect, inject, test } from 'vitest'
import { createQueryEngine } from '#functions/aws/query-engine.ts'
import { clientsOf } from './clients.ts'

const cloud = inject('cloud')
const { athena, call } = clientsOf(cloud.url, cloud.athena)
const schema = `refused_${randomUUID().replaceAll('-', '')}`
const engine = createQueryEngine({ client: athena, workgroup: 'primary', database: schema })

beforeAll(async () => {
  await call('glue', 'AWSGlue')('CreateDatabase', { DatabaseInput: { Name: schema } })
})

const createAs = (properties: string, query: string) =>
  `create table "${schema}"."t"\nwith (${properties})\nas\n${query}`
const whole = `table_type = 'ICEBERG', is_external = false, format = 'PARQUET', location = 's3://nowhere/t/'`

test.each([
  ['names in backticks in a query', 'select `x` from t', 'backquoted identifiers'],
  ['names in quotes in a table definition', `drop table if exists "${schema}"."t"`, 'mismatched'],
  ['two statements', 'select 1 as x; select 2 as x', 'Only one sql statement'],
  ['a statement of more than 262,144 characters', `select '${'x'.repeat(262_144)}' as x`, 'longer'],
  [
    'an Iceberg table of milliseconds',
    createAs(whole, "select timestamp '2026-01-01 00:00:00.000' as at"),
    'Timestamp precision not supported',
  ],
  [
    'an external Iceberg table',
    createAs(whole.replace('false', 'true'), 'select 1 as x'),
    'is_external',
  ],
  [
    'an Iceberg table without a place',
    createAs(whole.replace(/, location.*/, ''), 'select 1 as x'),
    'location',
  ],
])('%s is refused as on Athena', async (_, sql, reason) => {
  await expect(engine.run(sql, 'refused')).rejects.toThrow(reason)
})
