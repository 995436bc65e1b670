import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { logTo } from '#core/log.ts'

/** File of the data folder that takes the log, so that the screen holds only what people should read. */
export const logFile = 'pipeline.log'

/** From now on log lines of this process go into the data folder. */
export function logInto(dataDir: string): void {
  logTo((line) => appendFileSync(join(dataDir, logFile), `${line}\n`))
}
