// What every engine keeps about callback rules and callbacks.
import { deepEqual } from 'node:assert/strict'
import type { AppId, MsgId } from '@posthouse/protocol'
import { aBefore, aCallback, aRule, aTry, sampleApp, sampleId } from '../../domain/testing/samples.ts'
import { type Case, otherApp } from './case.ts'

const { id, ruleId } = aCallback()

/** See the head of the file. */
export const callbackCases: readonly Case[] = [
  {
    name: 'rules keep their members; an update can clear the reason and leaves the rest',
    run: async store => {
      const { rules } = store.tables
      const secrets = { secret: Uint8Array.of(1), previous: undefined, previousUntilMs: undefined }
      const rotated = { secret: Uint8Array.of(2), previous: Uint8Array.of(1), previousUntilMs: 9_000 }
      deepEqual(await store.commit([rules.insert(aRule(), secrets), rules.insert(aRule({ id: 5n }), secrets)]), [
        true,
        false,
      ])
      const changed = await store.commit([
        rules.update(sampleApp, ruleId, { enabled: false, disabledBecause: '410' }),
        rules.update(sampleApp, ruleId, { secrets: rotated }),
        rules.update(otherApp, ruleId, { url: 'https://evil.example' }),
        rules.update(sampleApp, ruleId, {}),
      ])
      deepEqual(changed, [true, true, false, true])
      deepEqual(await rules.find(sampleApp, ruleId), aRule({ enabled: false, disabledBecause: '410' }))
      deepEqual(await rules.secrets(sampleApp, ruleId), rotated)
      await store.commit([rules.update(sampleApp, ruleId, { enabled: true, disabledBecause: undefined })])
      deepEqual(await rules.ofApp(sampleApp), [aRule()])
      deepEqual(await store.commit([rules.delete(otherApp, ruleId), rules.delete(sampleApp, ruleId)]), [false, true])
    },
  },
  {
    name: 'a rule keeps how it delivers and what it asks; a ban begins once, and another only when it is over',
    run: async store => {
      const { rules } = store.tables
      const secrets = { secret: Uint8Array.of(1), previous: undefined, previousUntilMs: undefined }
      const filter = { ...aRule().filter, events: ['chat', 'presence'], groups: ['1'], extKeys: ['k'] } as const
      const rule = aRule({ policy: 'easemob', channelNames: 'plain', filter, before: aBefore() })
      await store.commit([rules.insert(rule, secrets)])
      deepEqual(await rules.find(sampleApp, ruleId), rule)
      const first = { untilMs: 500, begunMs: [100] }
      const second = { untilMs: 900, begunMs: [100, 500] }
      const bans = await store.commit([
        rules.ban(otherApp, ruleId, first, 100),
        rules.ban(sampleApp, ruleId, first, 100),
        rules.ban(sampleApp, ruleId, second, 499),
        rules.ban(sampleApp, ruleId, second, 500),
      ])
      deepEqual(bans, [false, true, false, true])
      deepEqual((await rules.find(sampleApp, ruleId))?.ban, second)
      const change = { ban: { ...second, untilMs: 0 }, before: aBefore({ waitMs: 300 }), policy: 'durable' } as const
      await store.commit([rules.update(sampleApp, ruleId, change)])
      deepEqual(await rules.ofApp(sampleApp), [{ ...rule, ...change }])
      deepEqual(await store.commit([rules.ban(sampleApp, ruleId, first, 1)]), [true])
    },
  },
  {
    name: 'a callback is claimed for its rule, tried under its epoch, and keeps its tries',
    run: async store => {
      const { callbacks } = store.tables
      await store.commit([callbacks.insert(aCallback(), 10)])
      const [claimed] = await store.commit([callbacks.claim(ruleId, 10, 100, 5)])
      deepEqual(claimed, [{ item: aCallback(), epoch: 1 }])
      const next = { state: 'waiting', dueAtMs: 500 } as const
      const ends = await store.commit([
        callbacks.tried(aCallback(), 2, aTry(), next),
        callbacks.tried(aCallback(), 1, aTry(), next),
        callbacks.release(id, 2, 5),
      ])
      deepEqual(ends, [false, true, false])
      const [again] = await store.commit([callbacks.claim(ruleId, 500, 900, 5)])
      deepEqual(again, [{ item: aCallback({ tries: 1 }), epoch: 2 }])
      await store.commit([
        callbacks.tried(aCallback(), 2, aTry({ atMs: 600, httpStatus: undefined, error: 'reset' }), {
          state: 'dead',
          dueAtMs: undefined,
        }),
      ])
      deepEqual(await callbacks.ofPush(sampleApp, sampleId), [
        {
          callback: aCallback({ tries: 2 }),
          state: 'dead',
          dueAtMs: undefined,
          tries: [aTry(), aTry({ number: 2, atMs: 600, httpStatus: undefined, error: 'reset' })],
        },
      ])
      deepEqual(
        await store.commit([callbacks.tried(aCallback(), 2, aTry(), next), callbacks.claim(ruleId, 9_999, 10_000, 5)]),
        [false, []],
      )
    },
  },
  {
    name: 'a replayed callback is due with all its tries before it, and a try under way is refused',
    run: async store => {
      const { callbacks } = store.tables
      await store.commit([callbacks.insert(aCallback(), 10)])
      await store.commit([callbacks.claim(ruleId, 10, 100, 5)])
      await store.commit([callbacks.tried(aCallback(), 1, aTry(), { state: 'dead', dueAtMs: undefined })])
      const replay = (app: AppId) =>
        callbacks.replay(app, { states: ['dead', 'waiting'], ruleId }, { id: 70n, nowMs: 700, limit: 10 })
      deepEqual(await store.commit([replay(otherApp), replay(sampleApp), replay(sampleApp)]), [0, 1, 0])
      const [claimed] = await store.commit([callbacks.claim(ruleId, 700, 900, 5)])
      deepEqual(claimed[0]?.item.tries, 0)
      await store.commit([replay(sampleApp)])
      const late = callbacks.tried(aCallback(), claimed[0]?.epoch ?? 0, aTry(), {
        state: 'delivered',
        dueAtMs: undefined,
      })
      deepEqual(await store.commit([late]), [false])
      const [fresh] = await store.commit([callbacks.claim(ruleId, 700, 900, 5)])
      await store.commit([
        callbacks.tried(aCallback(), fresh[0]?.epoch ?? 0, aTry({ httpStatus: 200 }), {
          state: 'delivered',
          dueAtMs: undefined,
        }),
      ])
      const [record] = await callbacks.ofPush(sampleApp, sampleId)
      deepEqual(
        record?.tries.map(made => [made.number, made.httpStatus]),
        [
          [1, 500],
          [2, 200],
        ],
      )
      deepEqual([record?.state, record?.callback.tries], ['delivered', 1])
    },
  },
  {
    name: 'rules with something due are found, the longest due first, and finished callbacks do not count',
    run: async store => {
      const { callbacks } = store.tables
      const rows = [
        { id: 1n, ruleId: 30n, dueAtMs: 50 },
        { id: 2n, ruleId: 30n, dueAtMs: 5 },
        { id: 3n, ruleId: 10n, dueAtMs: 20 },
        { id: 4n, ruleId: 20n, dueAtMs: 99 },
        { id: 5n, ruleId: 40n, dueAtMs: 1 },
      ]
      deepEqual(await callbacks.rulesDue(100, 10), [])
      await store.commit(rows.map(row => callbacks.insert(aCallback({ id: row.id, ruleId: row.ruleId }), row.dueAtMs)))
      await store.commit([callbacks.claim(40n, 1, 2, 1)])
      await store.commit([
        callbacks.tried(aCallback({ id: 5n }), 1, aTry(), { state: 'delivered', dueAtMs: undefined }),
      ])
      deepEqual(await callbacks.rulesDue(50, 10), [30n, 10n])
      deepEqual(await callbacks.rulesDue(50, 1), [30n])
    },
  },
  {
    name: 'a list of callbacks is newest first, below its cursor, and matches every given member',
    run: async store => {
      const { callbacks } = store.tables
      const ids = [1n, 2n, 3n, 4n]
      await store.commit(
        ids.map(own =>
          callbacks.insert(
            aCallback({ id: own, createdAtMs: Number(own) * 10, status: own === 3n ? 'fail' : 'success' }),
            5,
          ),
        ),
      )
      await store.commit([callbacks.insert(aCallback({ id: 9n, appId: otherApp }), 5)])
      const idsOf = async (...input: Parameters<typeof callbacks.list>) =>
        (await callbacks.list(...input)).map(one => one.callback.id)
      deepEqual(await idsOf(sampleApp, {}, undefined, 3), [4n, 3n, 2n])
      deepEqual(await idsOf(sampleApp, {}, 2n, 3), [1n])
      deepEqual(await idsOf(sampleApp, { statuses: ['fail'], pushId: sampleId, ruleId }, undefined, 9), [3n])
      const login = { id: 5n, ruleId: 8n, event: 'presence', pushId: 0n as MsgId, createdAtMs: 50 } as const
      await store.commit([callbacks.insert(aCallback(login), 5)])
      deepEqual(await idsOf(sampleApp, {}, undefined, 1), [5n])
      deepEqual(await idsOf(sampleApp, { statuses: ['success'] }, undefined, 9), [4n, 2n, 1n])
      deepEqual(await idsOf(sampleApp, { fromMs: 20, untilMs: 40, states: ['waiting'] }, undefined, 9), [3n, 2n])
      deepEqual(await idsOf(sampleApp, { states: ['dead'] }, undefined, 9), [])
      await store.commit([callbacks.claim(ruleId, 5, 9, 9)])
      const dead = { state: 'dead', dueAtMs: undefined } as const
      await store.commit([callbacks.tried(aCallback({ id: 2n }), 1, aTry(), dead)])
      deepEqual(await idsOf(sampleApp, { states: ['dead'] }, undefined, 9), [2n])
      deepEqual(await idsOf(otherApp, { states: ['dead'], pushId: sampleId }, undefined, 9), [])
      deepEqual(await idsOf(sampleApp, { states: [] }, undefined, 9), [])
    },
  },
]
