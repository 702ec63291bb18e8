import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { app, openPushLab } from '../flows/push/push-lab.test.ts'
import { createSharedRates } from '../flows/registry/shared-rates.ts'
import { createRateLimit } from './rate-limit.ts'

test('F115: "one a second" is one a second, whichever of several processes is called, and a refusal costs nothing', async () => {
  await using lab = await openPushLab(0)
  const deps = { store: lab.store, clock: systemClock, processes: () => 3 }
  const [one, other] = [createSharedRates(deps), createSharedRates(deps)]
  const ends = [one, other, one, other].map(rates => rates.confirm(app.id, 'pushSync', 1, 1_000))
  const waits = await Promise.all(ends)
  equal(waits.filter(waitMs => waitMs === 0).length, 1)
  const longest = Math.max(...waits.map(Number))
  ok(longest <= 1_000)
  await new Promise(resolve => setTimeout(resolve, longest + 5))
  equal(await other.confirm(app.id, 'pushSync', 1, 1_000), 0)
})

test('S41: many calls are divided among the processes, few are not, and one process asks nobody', async () => {
  await using lab = await openPushLab(0)
  let processes = 3
  const shared = createSharedRates({ store: lab.store, clock: systemClock, processes: () => processes })
  deepEqual([shared.own(100), shared.own(11), shared.own(10), shared.own(1)], [34, 4, 10, 1])
  const limit = createRateLimit({ monotonic: () => 0 }, { shared })
  const taken = (): number =>
    Array.from({ length: 200 }, () => limit.take(app, 'users')).filter(wait => wait === 0).length
  equal(taken(), 34)
  equal(await limit.confirm(app, 'label', 'app'), 0)
  deepEqual([limit.confirm(app, 'users', 'app'), limit.confirm(app, 'label', 'stranger')], [undefined, undefined])
  processes = 1
  deepEqual([taken(), shared.isTogether(1), limit.confirm(app, 'label', 'app')], [100, false, undefined])
  deepEqual([limit.take(app, 'pushSync') === 0, limit.take(app, 'pushSync') === 0], [true, false])
})
