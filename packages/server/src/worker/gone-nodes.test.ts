// Connections of processes that died: released by one of the workers, after the process was missed for long enough, and told of once.
import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceId } from '@posthouse/protocol'
import type { Clock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { aUser } from '../domain/testing/samples.ts'
import { app, openLab } from '../flows/callback/callback-lab.test.ts'
import type { ChatDevice } from '../ports/chat-devices.ts'
import type { NodeRecord } from '../ports/nodes.ts'
import { createGoneNodes } from './gone-nodes.ts'

const node = (number: number, roles: readonly string[]): NodeRecord => ({
  ...{ number, epoch: 1, name: '', version: '', roles, connections: 0, bus: 'connected' },
  ...{ startedAtMs: 0, seenAtMs: 0, leftAtMs: undefined },
})

test('what a process held is released after it was missed for two rounds, by the first worker, and told of once', async () => {
  await using lab = await openLab()
  const { chatDevices, holds, users } = lab.store.tables
  const user = aUser({ appId: app.id })
  const device = (name: string, held: number): ChatDevice => ({
    ...{ appId: app.id, username: user.username, deviceId: name as DeviceId, platform: 3, ackedPosition: 0 },
    ...{ state: 'present', changedAtMs: 1, held: { node: held, session: BigInt(held) + 100n, ip: 'i', sdk: 's' } },
  })
  await lab.store.commit([
    users.insert(user, 'h'),
    chatDevices.logIn(device('dead', 7)),
    chatDevices.logIn(device('live', 1)),
  ])
  const told: string[] = []
  const telling = {
    callbacks: { callbacks: lab.store.tables.callbacks, ids: lab.ids, random: lab.random },
    rules: {
      async rulesOf() {
        told.push('asked')
        return []
      },
    },
    ...{ bus: lab.bus, host: 'node-1' },
  }
  const waiting: (() => void)[] = []
  let nowMs = 0
  const clock: Clock = {
    now: () => nowMs,
    monotonic: () => nowMs,
    after(_delayMs, run) {
      waiting.push(run)
      return () => {}
    },
  }
  // A process without the role holds nothing, whatever the record says of its number.
  const there = [node(1, ['gateway']), node(2, ['worker']), node(3, ['worker']), node(7, ['worker'])]
  const make = (self: number) =>
    createGoneNodes({
      ...{ store: lab.store, apps: lab.store.tables.apps, telling, clock, log: silentLog },
      calling: { store: lab.store, bus: lab.bus, clock, ids: lab.ids },
      roster: { self, present: () => there },
    })
  await using first = make(2)
  await using second = make(3)
  first.start()
  second.start()
  const round = async () => {
    while (waiting.length < 2) await new Promise(setImmediate)
    nowMs += 5_000
    for (const run of waiting.splice(0)) run()
    while (waiting.length < 2) await new Promise(setImmediate)
  }
  await round()
  deepEqual(await holds.nodes(), [1, 7])
  await round()
  deepEqual(await holds.nodes(), [1])
  await round()
  equal(told.length, 1)
})
