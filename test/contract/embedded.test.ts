import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Attachment } from '#core/ports.ts'
import { openEventStore } from '#local/event-store.ts'
import { createObjectStore } from '#local/object-store.ts'
import { createOutbox } from '#local/outbox.ts'
import { openQueryEngine } from '#local/query-engine.ts'
import { createSecrets } from '#local/secrets.ts'
import { describeEventStore } from './event-store.ts'
import { describeNotifier } from './notifier.ts'
import { describeObjectStore } from './object-store.ts'
import { describeQueryEngine } from './query-engine.ts'
import { describeSecrets } from './secrets.ts'

async function scratch() {
  const folder = await mkdtemp(join(tmpdir(), 'contract-'))
  return { folder, remove: () => rm(folder, { recursive: true }) }
}

describeEventStore('embedded', async () => {
  const { folder, remove } = await scratch()
  const port = openEventStore(join(folder, 'events.db'))
  const close = async () => {
    port.close()
    await remove()
  }
  return { port, close }
})

describeObjectStore('embedded', async () => {
  const { folder, remove } = await scratch()
  return { port: createObjectStore(folder), close: remove }
})

describeQueryEngine('embedded', async () => {
  const { folder, remove } = await scratch()
  const port = await openQueryEngine(join(folder, 'lake.duckdb'))
  const close = async () => {
    await port.close()
    await remove()
  }
  return {
    port,
    close,
    schema: 'main',
    createTableAs: (table, query) => `create table ${table} as ${query}`,
  }
})

describeNotifier('embedded', async () => {
  const { folder, remove } = await scratch()
  const delivered = async (key: string) => {
    const read = (suffix: string) => readFile(join(folder, `${key}${suffix}`), 'utf8')
    const { recipients, subject, attachments: names } = JSON.parse(await read('.json'))
    const attachments = names.map(async (each: Omit<Attachment, 'body'>) => ({
      ...each,
      body: await readFile(join(folder, key, each.name)),
    }))
    const [text, html] = [await read('.txt'), await read('.html')]
    return [{ recipients, subject, text, html, attachments: await Promise.all(attachments) }]
  }
  return { port: createOutbox(folder), close: remove, delivered }
})

describeSecrets('embedded', async () => {
  const { folder, remove } = await scratch()
  const stored: Record<string, readonly string[]> = {}
  const store = async (name: string, value: string) => {
    // As the documentation says: the new value first, the one before behind it.
    stored[name] = [value, ...(stored[name] ?? [])].slice(0, 2)
    await writeFile(join(folder, 'secrets.json'), JSON.stringify(stored), { mode: 0o600 })
  }
  return { port: createSecrets(folder, {}), close: remove, store }
})
