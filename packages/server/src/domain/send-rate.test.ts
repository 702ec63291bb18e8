import { ok } from 'node:assert/strict'
import { test } from 'node:test'
import { clockErrorMsMax, lateMsMax, lookMsMax, momentsOf, pushesPerSecondMax } from './send-rate.ts'

test('I18: no second has more pushes than the rate, though some leave late, and few less', () => {
  const rates = [...Array.from({ length: 400 }, (_, at) => at + 1), 999, 1_001, 4_999, 12_345, pushesPerSecondMax]
  for (const rate of rates) {
    const { pushes, everyUs } = momentsOf(rate)
    // The first as late as may be, by two clocks as wrong as may be, the others in time.
    const lateUs = (lateMsMax + lookMsMax + 2 * clockErrorMsMax) * 1_000
    const momentsOfASecond = 1 + Math.ceil((1_000_000 - (everyUs - lateUs)) / everyUs)
    ok(momentsOfASecond * pushes <= rate + Number(rate === 1), `${rate}: ${momentsOfASecond} times ${pushes}`)
    const used = (1_000_000 / everyUs) * pushes
    ok(used > rate * 0.9, `${rate}: ${used}`)
  }
})
