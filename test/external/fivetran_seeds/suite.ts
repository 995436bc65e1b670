import { basename } from 'node:path'
import type { Check, Suite } from '../check.ts'
import { importRecognised, withRuntime } from '../report.ts'

/** What each file is, read off its header by a person. */
const kinds = {
  'hubspot_deal_company_data.csv': 'deal_companies',
  'hubspot_deal_contact_data.csv': 'deal_contacts',
  'hubspot_deal_data.csv': 'deals',
  'hubspot_deal_pipeline_stage_data.csv': 'stage_list',
  'hubspot_deal_stage_data.csv': 'deal_stages',
  'sf_account_data.csv': 'accounts',
  'sf_lead_data.csv': 'leads',
  'sf_opportunity_data.csv': 'deals',
  'sf_opportunity_history_data.csv': 'deal_stages',
}

/**
 * Counted in the files: 44 HubSpot deals and 10 of Salesforce are created; 14 rows of HubSpot's stage
 * history; of Salesforce's ten, five are won, four lost and one is open; one account is merged; one
 * lead converts into a contact and an account.
 */
const events: readonly (readonly [what: string, where: string, expected: number])[] = [
  ['deals created', "type = 'deal' and name = 'created'", 54],
  ['opened', "type = 'stage' and name = 'opportunity_opened'", 54],
  ['won', "type = 'stage' and outcome = 'won'", 5],
  ['lost', "type = 'stage' and outcome = 'lost'", 4],
  ['other stages', "type = 'stage' and outcome is null and opportunity_id is not null", 15],
  ['accounts', "type = 'account'", 10],
  ['merged', "type = 'link' and relation = 'same'", 1],
  ['converted', "type = 'link' and relation = 'converted'", 2],
]

/** HubSpot and Salesforce tables as a replication tool writes them, with stage history. */
export const fivetranSeeds: Suite = {
  name: 'fivetran_seeds',
  needs: 'data/fivetran_seeds',
  async run(path) {
    return withRuntime({ zone: 'UTC' }, async (runtime) => {
      const { prepared, imported } = await importRecognised(runtime, [path])
      const found = prepared.understood.map(({ file, match }) => [basename(file), match.recipe.id])
      const problems = imported.files.flatMap((each) => each.problems)
      const checks: Check[] = [
        { name: 'kinds', actual: Object.fromEntries(found), expected: kinds },
        {
          name: 'not imported: a list of pipelines, properties with hidden names',
          actual: prepared.refused.map(({ file }) => basename(file)).sort(),
          expected: ['hubspot_deal_pipeline_data.csv', 'hubspot_deal_property_history_data.csv'],
        },
        {
          name: 'problems: a probability of 1000 %',
          actual: problems.map(({ line, column, message }) => [line, column, message]),
          expected: [[2, 'probability', 'rejected: probability: from 0 to 1']],
        },
      ]
      for (const [what, where, expected] of events) {
        const query = `select cast(count(*) as integer) as n from events where ${where}`
        const [row] = (await runtime.sql({ query })).rows
        checks.push({ name: what, actual: row?.n, expected })
      }
      return checks
    })
  },
}
