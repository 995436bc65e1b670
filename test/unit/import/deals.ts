import { importFiles } from '#local/import/import-files.ts'
import { parseMapping } from '#local/import/mapping.ts'
import { createIntake, writeTemporary } from './workspace.ts'

/** A mapping as a user would write it: a day, a local time, a condition, an own field. */
export const mapping = parseMapping({
  files: [
    {
      match: 'deals*.csv',
      source_system: 'crm',
      zone: 'America/Sao_Paulo',
      null_words: ['NULL'],
      events: [
        {
          type: 'stage',
          name: 'created',
          event_id: 'created-{id}',
          occurred_at: '{created}',
          date_only: true,
          opportunity_id: '{id}',
          channel: '{origin}',
          properties: { size: { text: '{size}', as: 'number' } },
        },
        {
          type: 'deal',
          name: 'won',
          occurred_at: '{closed}',
          opportunity_id: '{id}',
          amount: '{amount}',
          currency: 'BRL',
          when: { column: 'status', equals: ['Won', 'Signed'] },
        },
      ],
    },
  ],
})

export const header = 'id,created,closed,status,amount,origin,size'

/** Imports one file with the mapping, and what became of it. */
export async function run(content: string | Uint8Array, name = 'deals.csv') {
  const intake = createIntake()
  const { files } = await importFiles({
    files: [writeTemporary(name, content)],
    mapping,
    post: intake.post,
  })
  const [summary] = files
  if (summary === undefined) throw new Error('no summary')
  return { summary, stored: intake.stored(), batches: intake.batches }
}
