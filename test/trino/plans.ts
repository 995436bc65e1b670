import type { QueryEngine } from '#core/ports.ts'

const hasPlan = /^\s*(?:--[^\n]*\n\s*)*(?:create table "|with|select|merge)/

/** The engine, with the number of stages of each query's distributed plan kept by the query's name. */
export function countingFragments(engine: QueryEngine, counts: Map<string, number>): QueryEngine {
  return {
    dialect: engine.dialect,
    async run(sql, name) {
      if (hasPlan.test(sql)) {
        const plan = await engine.run(`explain (type distributed) ${sql}`, `plan of ${name}`)
        const text = Object.values(plan.rows[0] ?? {}).join('\n')
        counts.set(name, text.match(/^Fragment \d+/gm)?.length ?? 0)
      }
      return engine.run(sql, name)
    },
  }
}
