import { limits } from '#core/limits.ts'
import { metricNames, prefixes } from '#core/names.ts'
import type { Metrics, ObjectStore } from '#core/ports.ts'
import type { ReferenceFault } from '#core/reference-csv.ts'
import { createReference, type ReferencePorts, type ReferenceResult } from './reference.ts'

/** An uploaded file of reference data, by its key and its bytes. */
export interface IncomingObject {
  readonly key: string
  readonly size: number
}

interface IncomingPorts extends ReferencePorts {
  readonly metrics: Metrics
}

/** What a person can look through; the rest are mostly the same fault. */
const mostFaults = 1000

/** `<table>.csv` loads rows, `remove/<table>.csv` removes those that it names. */
function nameOf(key: string) {
  const rest = key.slice(prefixes.incoming.length)
  const removes = rest.startsWith('remove/')
  return { name: rest.slice(rest.lastIndexOf('/') + 1), rest, removes }
}

const atTop = (message: string): readonly ReferenceFault[] => [{ line: 1, message }]

/** The text of the object, or what keeps it from being read; undefined when it is gone. */
async function textOf(
  objects: ObjectStore,
  { key, size }: IncomingObject,
): Promise<{ text: string } | { faults: readonly ReferenceFault[] } | undefined> {
  if (size > limits.referenceBytes) {
    const message = `${size} bytes, allowed are ${limits.referenceBytes}; split it, rows of several files add up`
    return { faults: atTop(message) }
  }
  const stored = await objects.get(key)
  if (!stored) return undefined
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(stored.body) }
  } catch {
    return { faults: atTop('not UTF-8: save it as CSV UTF-8') }
  }
}

/**
 * Loads an uploaded file of reference data. What is wrong with it stands in `reference/rejected/`
 * until the file of that name is loaded; what was loaded before stays as it is. Undefined when the
 * file is gone by now.
 */
export function createIncoming(
  ports: IncomingPorts,
): (object: IncomingObject) => Promise<ReferenceResult | undefined> {
  const { objects, clock, metrics } = ports
  const load = createReference(ports)
  return async (object) => {
    const { name, rest, removes } = nameOf(object.key)
    const read = await textOf(objects, object)
    if (read === undefined) return undefined
    const result = 'faults' in read ? read : await load({ name, text: read.text, removes })
    const rejected = `${prefixes.rejected}${rest.replace(/\.csv$/i, '')}.json`
    if ('faults' in result) {
      const faults = result.faults.slice(0, mostFaults)
      const told = { file: object.key, at: clock.now().toISOString(), faults }
      await objects.put(rejected, `${JSON.stringify(told, null, 2)}\n`)
      metrics.record({ [metricNames.referenceRejected]: 1 })
    } else {
      await objects.delete([rejected])
    }
    return result
  }
}
