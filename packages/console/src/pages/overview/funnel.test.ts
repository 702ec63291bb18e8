import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { funnelRows } from './funnel.ts'

const apns = { targeted: 4, sent: 4, accepted: 3, unknown: 1, open: 0 }
const xiaomi = { targeted: 6, sent: 6, accepted: 6, unknown: 0, open: 0, arrived: 3, clicked: 12 }
const all = { targeted: 10, sent: 10, accepted: 9, unknown: 1, open: 0, arrived: 3, clicked: 12 }

test('all come first, then vendors by size; what is not reported has no number', () => {
  const rows = funnelRows({ day: '2026-11-21', all, byProvider: { APNS: apns, XIAOMIPUSH: xiaomi } })
  deepEqual(
    rows.map(({ provider, counts }) => [provider, ...counts.map(({ count, share }) => [count, share])]),
    [
      [undefined, [10, 1], [10, 1], [9, 0.9], [3, 0.3], [12, 1]],
      ['XIAOMIPUSH', [6, 1], [6, 1], [6, 1], [3, 0.5], [12, 1]],
      ['APNS', [4, 1], [4, 1], [3, 0.75], [undefined, 0], [undefined, 0]],
    ],
  )
})

test('one vendor stands for all, and nothing has no share', () => {
  const rows = funnelRows({ day: '2026-11-21', all: xiaomi, byProvider: { XIAOMIPUSH: xiaomi } })
  deepEqual(
    rows.map(({ provider }) => provider),
    ['XIAOMIPUSH'],
  )
  const none = { targeted: 0, sent: 0, accepted: 0, unknown: 0, open: 0 }
  const [row] = funnelRows({ day: '2026-11-21', all: none, byProvider: {} })
  deepEqual(
    row?.counts.map(({ share }) => share),
    [0, 0, 0, 0, 0],
  )
})
