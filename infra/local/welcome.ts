import { html } from '#render/markup.ts'
import { renderPage } from '#render/page.ts'

/** What `/` shows before there is a report: how events get in. */
export function renderWelcome(origin: string): string {
  const example = JSON.stringify({
    events: [
      {
        type: 'stage',
        name: 'lead_created',
        occurred_at: '2026-03-01T09:30:00+01:00',
        source_system: 'crm',
        lead_id: 'lead-1',
      },
    ],
  })
  const command = `curl -X POST ${origin}/v1/events -H 'content-type: application/json' -d '${example}'`
  const body = html`<main id="main">
<h1>No events yet</h1>
<p>Post events, in batches of up to 500; reports appear here a few seconds later:</p>
<pre style="white-space: pre-wrap">${command}</pre>
<p>Or import CSV files: <code>npm run import -- leads.csv deals.csv</code></p>
</main>`
  return renderPage('No events yet', body)
}
