import { expect, test } from 'vitest'
import { checkSettings } from '#core/check-settings.ts'
import { parseSettings, type SettingsInput } from '#core/settings.ts'
import { settings as shipped } from '#infra/settings.ts'

const funnels = shipped.funnels
const now = new Date('2026-11-22T12:00:00.000Z')

const check = (change: Partial<SettingsInput>) => () =>
  checkSettings(parseSettings({ ...shipped, ...change }), { funnels, now })

const scheduled = (set: Partial<SettingsInput['schedules'][string]>) => ({
  schedules: { weekly: { cron: 'cron(0 7 ? * MON *)', reports: ['review'], ...set } },
})

test('the shipped settings can be deployed', () => {
  expect(check({})).not.toThrow()
})

test('a report that does not exist is named, with those that do', () => {
  expect(check(scheduled({ reports: ['review', 'mood'] }))).toThrow(
    /^wrong settings: schedules\.weekly\.reports\.1: no report "mood", there are review, conversion, /,
  )
})

test('a funnel that does not exist is named, with those that do', () => {
  expect(check({ funnels: ['b2b_six_stage', 'mine'] })).toThrow(
    /^wrong settings: funnels\.1: no funnel "mine", there are b2b_six_stage, /,
  )
})

test('a schedule whose only year is past is refused', () => {
  expect(check(scheduled({ cron: 'cron(0 7 1 1 ? 2026)' }))).toThrow(
    'wrong settings: schedules.weekly.cron: its last run is over; change its year or take the set out',
  )
})

test('what runs already is not stopped by a schedule that has ended since', () => {
  const settings = parseSettings({ ...shipped, ...scheduled({ cron: 'cron(0 7 1 1 ? 2026)' }) })
  expect(() => checkSettings(settings, { funnels })).not.toThrow()
})

test('every fault is named', () => {
  expect(check({ funnels: ['mine'], ...scheduled({ reports: ['mood'] }) })).toThrow(
    /no funnel "mine".*; schedules\.weekly\.reports\.0: no report "mood"/,
  )
})
