import type { SettingsInput } from '#core/settings.ts'
import { openRuntime, type Runtime } from '#local/runtime.ts'
import type { Sent } from './intake.ts'
import type { Loaded } from './reference.ts'

/** The pipeline of one machine, over the same settings. */
export const openTwin = (folder: string, settings: SettingsInput): Promise<Runtime> =>
  openRuntime(folder, { settings })

/**
 * Gives one machine everything at the moments at which the deployed pipeline took it, and builds;
 * answers the cut of the build, after all of it.
 */
export async function repeat(twin: Runtime, loaded: readonly Loaded[], sent: readonly Sent[]) {
  for (const { request, recordedAt } of loaded) {
    if (recordedAt !== undefined) twin.clock.hold(new Date(recordedAt))
    await twin.reference(request)
  }
  const answers: unknown[] = []
  for (const { events, receivedAt } of sent) {
    if (receivedAt !== undefined) twin.clock.hold(new Date(receivedAt))
    answers.push(...(await twin.post(events)))
  }
  const built = await twin.settle()
  if (built === undefined) throw new Error('nothing was built')
  return { answers, cut: built.cut }
}
