// What every engine keeps about remembered requests, tokens, attempts, tenants and sealed values.
import { deepEqual, equal, notEqual } from 'node:assert/strict'
import type { MsgId } from '@posthouse/protocol'
import {
  aCallback,
  aDelivery,
  aNotifier,
  anApp,
  anAttempt,
  anOutcome,
  aPush,
  aRule,
  sampleApp,
  sampleId,
} from '../../domain/testing/samples.ts'
import { type Case, otherApp } from './case.ts'

const digest = Uint8Array.of(4, 5, 6)
const key = Uint8Array.of(1, 2, 3)
const record = { bodyDigest: digest, pushIds: [sampleId, 2n as MsgId], createdAtMs: 100 }

/** See the head of the file. */
export const requestCases: readonly Case[] = [
  {
    name: 'S43: of many requests with one key in one group, one makes its pushes',
    run: async store => {
      const { idempotency, pushes } = store.tables
      const ids = Array.from({ length: 12 }, (_, index) => BigInt(index + 1) as MsgId)
      const held = await store.commitFenced(
        ids.map((id, index) => ({
          fence: idempotency.insert(sampleApp, 'push', index % 3 ? key : Uint8Array.of(index), {
            ...record,
            pushIds: [id],
          }),
          writes: [pushes.insert(aPush({ id }))],
        })),
      )
      const kept = ids.filter((_, index) => held[index])
      equal(kept.length, 5)
      deepEqual((await pushes.findMany(ids)).map(push => push.id).sort(), [...kept].sort())
      const [winner] = (await idempotency.find(sampleApp, 'push', key))?.pushIds ?? []
      notEqual(winner, undefined)
      equal(kept.includes(winner as MsgId), true)
    },
  },
  {
    name: 'a remembered request is found by app, route and key, and forgotten when it is old',
    run: async store => {
      const { idempotency } = store.tables
      await store.commit([idempotency.insert(sampleApp, 'push', key, record)])
      deepEqual(await idempotency.find(sampleApp, 'push', key), record)
      deepEqual(await idempotency.find(sampleApp, 'other', key), undefined)
      deepEqual(await idempotency.find(otherApp, 'push', key), undefined)
      deepEqual(await store.commit([idempotency.deleteBefore(100, 9), idempotency.deleteBefore(101, 9)]), [0, 1])
    },
  },
  {
    name: 'attempts begin open and end once the answer came',
    run: async store => {
      const { attempts } = store.tables
      await store.commit([
        attempts.started(sampleApp, anAttempt()),
        attempts.started(sampleApp, anAttempt({ number: 2 })),
      ])
      const end = { endedAtMs: 3, kind: 'throttled', code: '429', answer: '{}' } as const
      await store.commit([attempts.ended(sampleId, anAttempt().deviceId, 1, end)])
      deepEqual(await attempts.ofPush(sampleApp, sampleId), [anAttempt({ end }), anAttempt({ number: 2 })])
      deepEqual(await attempts.ofPush(otherApp, sampleId), [])
    },
  },
  {
    name: 'S14: what belongs to one app is not found through another',
    run: async store => {
      const { pushes, deliveries, callbacks } = store.tables
      await store.commit([
        pushes.insert(aPush()),
        deliveries.insertDone(aDelivery(), 1, anOutcome()),
        callbacks.insert(aCallback(), 1),
      ])
      deepEqual(
        [
          await pushes.find(otherApp, sampleId),
          await pushes.ofUser(otherApp, aPush().target, undefined, 9),
          await deliveries.ofPush(otherApp, sampleId),
          await callbacks.ofPush(otherApp, sampleId),
        ],
        [undefined, [], [], []],
      )
      deepEqual(await pushes.ofUser(sampleApp, aPush().target, undefined, 9), [aPush()])
    },
  },
  {
    name: 'tokens that expired are deleted, the oldest first, and others stay',
    run: async store => {
      const { tokens } = store.tables
      const token = (expiresAtMs: number) =>
        ({ appId: sampleApp, kind: 'app', username: undefined, expiresAtMs }) as const
      await store.commit([1, 2, 3].map(at => tokens.insert(Uint8Array.of(at), token(at))))
      deepEqual(await store.commit([tokens.deleteExpired(3, 1), tokens.deleteExpired(3, 9)]), [1, 1])
      deepEqual(await tokens.find(Uint8Array.of(3)), token(3))
    },
  },
  {
    name: 'S47: every sealed value is paged once, and replaced only while it is what was read',
    run: async store => {
      const { apps, notifiers, rules, sealed } = store.tables
      const bytes = (value: number): Uint8Array => Uint8Array.of(value)
      await store.commit([
        apps.insert(anApp(), { clientSecret: bytes(1), appSign: bytes(2), serverSecret: bytes(3) }),
        notifiers.insert(aNotifier(), bytes(4)),
        rules.insert(aRule(), { secret: bytes(5), previous: bytes(6), previousUntilMs: 1 }),
        rules.insert(aRule({ id: 3n, name: 'plain' }), {
          secret: bytes(7),
          previous: undefined,
          previousUntilMs: undefined,
        }),
        sealed.insertCanary(bytes(8)),
      ])
      deepEqual(await store.commit([sealed.insertCanary(bytes(9))]), [false])
      deepEqual(await sealed.canary(), bytes(8))
      const seen: number[] = []
      for (let after: string | undefined; ; ) {
        const page = await sealed.page(after, 3)
        seen.push(...page.map(value => value.sealed[0] ?? 0))
        after = page.at(-1)?.cursor
        if (page.length < 3) break
      }
      deepEqual(
        seen.sort((left, right) => left - right),
        [1, 2, 3, 4, 5, 6, 7, 8],
      )
      for (const value of await sealed.page(undefined, 99)) {
        const replaced = await store.commit([sealed.replace(value, bytes(50)), sealed.replace(value, bytes(51))])
        deepEqual(replaced, [true, false])
      }
      deepEqual([...new Set((await sealed.page(undefined, 99)).map(value => value.sealed[0]))], [50])
    },
  },
]
