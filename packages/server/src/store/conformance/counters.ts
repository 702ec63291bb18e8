// What every engine keeps of days: counts that add up, and the reasons of failures.
import { deepEqual } from 'node:assert/strict'
import type { ReasonCode } from '../../domain/reason.ts'
import { sampleApp } from '../../domain/testing/samples.ts'
import { type Case, otherApp } from './case.ts'

const day = '2026-11-21'

/** See the head of the file. */
export const counterCases: readonly Case[] = [
  {
    name: 'I17: counts of a day and their reasons add up, in one commit or many and at once, each by provider',
    run: async store => {
      const { counters } = store.tables
      const fail = (reason: ReasonCode, counted: number, provider = 'APNS', appId = sampleApp, on = day) => [
        counters.add(appId, on, provider, { fail: counted, targeted: counted }),
        counters.addReason(appId, on, provider, reason, counted),
      ]
      await store.commit([
        ...fail('vendor-refused', 2),
        ...fail('no-user', 1, ''),
        ...fail('vendor-refused', 3),
        ...fail('message-expired', 1),
      ])
      await Promise.all(
        Array.from({ length: 20 }, () =>
          store.commit([...fail('vendor-refused', 1), counters.add(sampleApp, day, 'APNS', { success: 2, error: 1 })]),
        ),
      )
      await store.commit([
        ...fail('no-user', 7, '', otherApp),
        ...fail('no-user', 8, '', sampleApp, '2026-11-19'),
        ...fail('no-user', 5, '', sampleApp, '2026-11-22'),
        ...fail('no-user', 9, '', sampleApp, '2026-11-23'),
        counters.add(sampleApp, day, 'APNS', { targeted: -1 }),
      ])
      const counts = await counters.countsOfApp(sampleApp, '2026-11-20', '2026-11-22')
      deepEqual(
        counts.map(one => Object.values(one)),
        [
          ['2026-11-21', '', 'targeted', 1],
          ['2026-11-21', '', 'fail', 1],
          ['2026-11-21', '', 'fail:no-user', 1],
          ['2026-11-21', 'APNS', 'targeted', 25],
          ['2026-11-21', 'APNS', 'success', 40],
          ['2026-11-21', 'APNS', 'fail', 26],
          ['2026-11-21', 'APNS', 'error', 20],
          ['2026-11-21', 'APNS', 'fail:message-expired', 1],
          ['2026-11-21', 'APNS', 'fail:vendor-refused', 25],
          ['2026-11-22', '', 'targeted', 5],
          ['2026-11-22', '', 'fail', 5],
          ['2026-11-22', '', 'fail:no-user', 5],
        ],
      )
    },
  },
]
