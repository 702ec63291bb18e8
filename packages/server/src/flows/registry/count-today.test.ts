import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { App } from '../../domain/app.ts'
import type { Tables } from '../../ports/store.ts'
import { countToday } from './count-today.ts'

const nowMs = Date.UTC(2026, 10, 21, 23, 59, 59)

/** As many apps as wanted, each with one success and one error through two vendors on any day that is asked for. */
function tablesOf(appCount: number, days: Set<string>): Pick<Tables, 'apps' | 'counters'> {
  const ids = Array.from({ length: appCount }, (_, at) => at + 1)
  const tables = {
    apps: {
      list: async (after: number | undefined, limit: number) =>
        ids
          .filter(id => id > (after ?? 0))
          .slice(0, limit)
          .map(id => ({ id }) as unknown as App),
    },
    counters: {
      ofApp: async (_app: number, from: string, until: string) => {
        days.add(`${from} ${until}`)
        return [
          { day: from, provider: 'APNS', targeted: 1, success: 1, fail: 0, error: 0, arrived: 1, clicked: 0 },
          { day: from, provider: 'ANDROID', targeted: 2, success: 0, fail: 1, error: 1, arrived: 0, clicked: 2 },
        ]
      },
    },
  }
  return tables as unknown as Pick<Tables, 'apps' | 'counters'>
}

test('every app of every page is counted, with the present UTC day', async () => {
  for (const appCount of [0, 1, 100, 101, 250]) {
    const days = new Set<string>()
    const counted = await countToday(tablesOf(appCount, days), nowMs)
    const each = appCount
    const sums = { targeted: 3 * each, success: each, fail: each, error: each, arrived: each, clicked: 2 * each }
    assert.deepEqual(counted, { apps: appCount, ...sums })
    assert.deepEqual([...days], appCount === 0 ? [] : ['2026-11-21 2026-11-21'])
  }
})
