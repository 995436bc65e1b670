import * as c from '#core/calendar.ts'
import { writeParquet } from '#core/parquet.ts'
import { parseSettings } from '#core/settings.ts'
import { settings } from '#infra/settings.ts'
console.log(Object.keys(c))
const rows = (c as any).calendarRows(parseSettings(settings), new Date('2026-03-01'))
console.log(rows.length, rows[0]); const t = performance.now()
console.log(writeParquet((c as any).calendarColumns, rows).byteLength, performance.now() - t)
