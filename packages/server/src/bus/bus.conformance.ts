// What every bus does, as a suite that each engine's test registers. Each test waits for the hint that it expects.
import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import type { Bus, Hint } from '../ports/bus.ts'

/** Registers the suite; `open` gives a fresh bus, closed by the test. */
export function busConformance(name: string, open: () => Promise<Bus>): void {
  test(`${name}: a hint reaches every subscriber of its kind, and no other`, async () => {
    await using bus = await open()
    const heard: string[] = []
    bus.subscribe('app.changed', hint => heard.push(`wrong ${hint.appId}`))
    const first = next(bus, 'push.settled')
    const second = next(bus, 'push.settled')
    bus.publish({ kind: 'push.settled', pushId: 968120369184112182n })
    const hint: Hint = { kind: 'push.settled', pushId: 968120369184112182n }
    deepEqual([await first, await second, heard], [hint, hint, []])
  })

  test(`${name}: publishing calls nobody before it returns`, async () => {
    await using bus = await open()
    const heard: number[] = []
    const last = next(bus, 'callback.waiting')
    bus.subscribe('app.changed', hint => heard.push(hint.appId))
    bus.publish({ kind: 'app.changed', appId: 7 })
    const duringPublish = [...heard]
    bus.publish({ kind: 'callback.waiting', ruleIds: [1n, 2n ** 62n] })
    await last
    deepEqual([duringPublish, heard], [[], [7]])
  })

  test(`${name}: hints of one kind come in the order in which they were published`, async () => {
    await using bus = await open()
    const heard: number[] = []
    const done = new Promise<void>(resolve => {
      bus.subscribe('app.changed', ({ appId }) => {
        heard.push(appId)
        if (appId === 3) resolve()
      })
    })
    for (const appId of [1, 2, 3]) bus.publish({ kind: 'app.changed', appId })
    await done
    deepEqual(heard, [1, 2, 3])
  })

  test(`${name}: one subscription ends without the other, even of the same function`, async () => {
    await using bus = await open()
    let heard = 0
    const count = (): void => {
      heard += 1
    }
    const stop = bus.subscribe('push.accepted', count)
    bus.subscribe('push.accepted', count)
    stop()
    const last = next(bus, 'push.accepted')
    bus.publish({ kind: 'push.accepted' })
    await last
    deepEqual(heard, 1)
  })

  test(`${name}: nothing is delivered after closing, and closing twice is harmless`, async () => {
    const bus = await open()
    const heard: Hint[] = []
    bus.subscribe('push.accepted', hint => heard.push(hint))
    bus.publish({ kind: 'push.accepted' })
    await bus[Symbol.asyncDispose]()
    const before = heard.length
    bus.publish({ kind: 'push.accepted' })
    await bus[Symbol.asyncDispose]()
    await Promise.resolve()
    deepEqual(heard.length, before)
  })
}

function next<K extends Hint['kind']>(bus: Bus, kind: K): Promise<Extract<Hint, { kind: K }>> {
  return new Promise(resolve => {
    const stop = bus.subscribe(kind, hint => {
      stop()
      resolve(hint)
    })
  })
}
