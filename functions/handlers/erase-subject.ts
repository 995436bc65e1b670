import type { Subject, SubjectIds, SubjectKind } from '#core/erasure.ts'
import { convertedWith, mailingWith, mergedWith, visitingAs } from '#core/erasure-ids-sql.ts'
import { limits } from '#core/limits.ts'
import type { QueryEngine } from '#core/ports.ts'
import type { Settings } from '#core/settings.ts'
import type { Schemas } from '#core/tasks.ts'
import { type Catalog, inOrder, neededFor } from '#functions/catalog.ts'
import { dropModels, makeModels } from './models.ts'
import { readSettings } from './settings.ts'
import { type LeasePorts, scratchState, withLease } from './state.ts'

export interface SubjectPorts extends LeasePorts {
  readonly engine: QueryEngine
  readonly catalog: Catalog
  readonly schemas: Schemas
  /** Where the engine finds the objects. */
  readonly root: string
}

/** Everything received so far counts, also what is dated a day ahead. */
const aheadMs = 2 * limits.futureToleranceMs

/** Links that lead back and forth end well before; more is a fault in the data. */
const mostRounds = 20

const sizeOf = (ids: SubjectIds) => Object.values(ids).flat().length

function joined(ids: SubjectIds, rows: readonly Readonly<Record<string, unknown>>[]): SubjectIds {
  const sets = new Map(Object.entries(ids).map(([kind, some]) => [kind, new Set(some)] as const))
  for (const { kind, id } of rows) {
    const some = sets.get(String(kind)) ?? new Set()
    sets.set(String(kind), some.add(String(id)))
  }
  return Object.fromEntries([...sets].map(([kind, some]) => [kind, [...some].sort()]))
}

const isPerson = (kind: SubjectKind) => kind === 'visitor' || kind === 'lead' || kind === 'contact'

/** Adds what belongs to the ids until nothing more is found. */
async function closure(
  { engine, schemas }: SubjectPorts,
  { kind, id }: Subject,
  { identity }: Settings,
): Promise<SubjectIds> {
  const { lake, scratch } = schemas
  const queries = (ids: SubjectIds) => [
    mergedWith(scratch, ids),
    ...(isPerson(kind)
      ? [
          convertedWith(scratch, lake, ids),
          mailingWith(lake, ids, identity.mostPerEmailHash),
          visitingAs(lake, ids),
        ]
      : []),
  ]
  let ids: SubjectIds = { [kind]: [id] }
  for (let round = 0; round < mostRounds; round += 1) {
    const before = sizeOf(ids)
    for (const sql of queries(ids))
      ids = joined(ids, (await engine.run(sql, 'ids of subject')).rows)
    if (sizeOf(ids) === before) return ids
  }
  throw new Error(`the ids of the subject do not end after ${mostRounds} rounds`)
}

/**
 * Every id of the subject: those merged with it, as a build of this moment would merge them; of a
 * person also the lead that became the contact, who told the same e-mail hash, and visitors that were
 * nobody else.
 */
export async function idsOf(ports: SubjectPorts, subject: Subject): Promise<SubjectIds> {
  const { objects, clock, engine, catalog, schemas, root } = ports
  const settings = await readSettings(objects)
  const run = {
    engine,
    objects,
    lake: schemas.lake,
    root,
    schema: schemas.scratch,
    cut: new Date(clock.now().getTime() + aheadMs).toISOString(),
    settings,
    models: neededFor(inOrder(catalog.models), ['identity', 'retractions']),
  }
  let ids: SubjectIds = {}
  await withLease<null>(ports, scratchState, async () => {
    try {
      await makeModels(run)
      ids = await closure(ports, subject, settings)
    } finally {
      await dropModels(run)
    }
    return null
  })
  return ids
}
