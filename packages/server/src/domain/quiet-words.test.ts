import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { ignoresRestPush } from './quiet-hours.ts'
import { silencesAt } from './quiet-words.ts'
import type { UserSettings } from './user-settings.ts'

const zone = 'Asia/Shanghai'
/** 23:13:20 in Shanghai. */
const night = Date.parse('2023-11-14T15:13:20.500Z')
const morning = Date.parse('2023-11-14T23:30:00Z')
const noon = Date.parse('2023-11-15T04:00:00Z')

test('quiet hours are named with their zone and their end, also past midnight', () => {
  const settings = { ignoreInterval: '22:00-08:00' }
  const text = { en: 'Quiet hours 22:00–08:00 (Asia/Shanghai).', zh: '免打扰时段 22:00–08:00（Asia/Shanghai）。' }
  const untilMs = Date.parse('2023-11-15T00:00:00Z')
  deepEqual(silencesAt(settings, night, zone), [{ text, untilMs }])
  deepEqual(silencesAt(settings, morning, zone), [{ text, untilMs }])
  deepEqual(silencesAt(settings, noon, zone), [])
})

test('mode, one-shot silence and the older hours are each named; the same hours once', () => {
  const legacyQuiet = { on: true, fromHour: 22, untilHour: 8 }
  const settings = { mode: 'NONE', ignoreUntilMs: night + 60_000, ignoreInterval: '22:00-08:00', legacyQuiet } as const
  deepEqual(
    silencesAt(settings, night, zone).map(({ text }) => text.en),
    ['Notification mode: none.', 'Do not disturb, once.', 'Quiet hours 22:00–08:00 (Asia/Shanghai).'],
  )
  deepEqual(silencesAt({ ignoreInterval: '07:00-07:00' }, noon, zone), [
    { text: { en: 'Quiet hours, all day.', zh: '全天免打扰。' } },
  ])
})

test('something is named exactly when a push over REST is unwanted', () => {
  const all: readonly UserSettings[] = [
    {},
    { mode: 'AT' },
    { mode: 'NONE' },
    { ignoreUntilMs: noon },
    { ignoreInterval: '' },
    { ignoreInterval: '00:00-07:30' },
    { ignoreInterval: '07:30-12:00' },
    { legacyQuiet: { on: false, fromHour: 1, untilHour: 1 } },
    { legacyQuiet: { on: true, fromHour: 23, untilHour: 0 } },
  ]
  for (const settings of all)
    for (const at of [night, morning, noon])
      deepEqual(
        silencesAt(settings, at, zone).length > 0,
        ignoresRestPush(settings, at, zone),
        JSON.stringify(settings),
      )
})
