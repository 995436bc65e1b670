import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEventStore } from '#local/event-store.ts'
import { createObjectStore } from '#local/object-store.ts'
import { createOutbox } from '#local/outbox.ts'
import { openQueryEngine } from '#local/query-engine.ts'
import { describeEventStore } from './event-store.ts'
import { describeNotifier } from './notifier.ts'
import { describeObjectStore } from './object-store.ts'
import { describeQueryEngine } from './query-engine.ts'

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
    const { recipients, subject } = JSON.parse(await readFile(join(folder, `${key}.json`), 'utf8'))
    return [{ recipients, subject, html: await readFile(join(folder, `${key}.html`), 'utf8') }]
  }
  return { port: createOutbox(folder), close: remove, delivered }
})
