import { join } from 'node:path'
import type { EventRecords, EventStore } from '#core/ports.ts'
import { createErase, type EraseRequest } from '#handlers/erase.ts'
import { createMaintain } from '#handlers/maintain.ts'
import { createRefresh } from '#handlers/refresh.ts'
import { createReplay, type ReplayRequest, type ReplayStatus } from '#handlers/replay.ts'
import { forgetRecords } from './import/forget.ts'
import type { Lane } from './lane.ts'
import type { Pipeline } from './pipeline.ts'
import type { Ports } from './runtime.ts'

interface Steps {
  readonly dataDir: string
  /** The lane of builds and reports. */
  readonly work: Lane
  /** Counts what is accepted. */
  readonly store: EventStore
  exportEvents(): Promise<void>
  /** Builds what is new, or all when the log itself was changed. */
  settle(isLogChanged: boolean): Promise<unknown>
}

/** Where copies of what was erased may remain. */
const stays: readonly string[] = [
  'hashes of the ids and contents of the events, so that they do not come back',
  'mails and messages in the folder outbox, dumps, backups of the data folder, downloaded files',
  'published reports that were not removed',
]

/** Batches are never given up on one machine: they are exported until it works. */
function failedEvents(): never {
  throw new Error('the feed of one machine gives nothing up')
}

/** Merges of landing and lake change the log behind the live build's back. */
const changesLog = ({ done, source }: ReplayStatus) =>
  done && (source === 'landing' || source === 'lake')

/** The event table, whose erased events imports forget too. */
const forgotten = (store: EventRecords, importsFile: string): EventRecords => ({
  ...store,
  async erase(remainders) {
    await store.erase(remainders)
    const gone = remainders.filter(({ body }) => body === undefined)
    forgetRecords(
      importsFile,
      gone.map(({ eventId }) => eventId),
    )
  },
})

/** What an operator asks for now and then; each call is one slice, in the lane of builds. */
export function createOperations(
  ports: Ports,
  { dataDir, work, store, exportEvents, settle }: Steps,
): Pick<Pipeline, 'maintain' | 'erase' | 'replay'> {
  const records = forgotten(ports.store, join(dataDir, 'imports.db'))
  const refresh = createRefresh(ports)
  const maintain = createMaintain(ports)
  const erase = createErase({
    ...ports,
    records,
    refresh,
    collect: exportEvents,
    build: () => settle(true),
    async rewrite() {
      ports.store.rewrite()
      await ports.engine.rewrite()
    },
    stays,
  })
  const replay = createReplay({ ...ports, store, records, refresh, failedEvents })
  return {
    maintain: () => work(maintain),
    erase: (request: EraseRequest) => work(() => erase(request)),
    replay: (request: ReplayRequest) =>
      work(async () => {
        await exportEvents()
        const status = await replay(request)
        if (changesLog(status)) await settle(true)
        return status
      }),
  }
}
