import { deepEqual, equal } from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { AppId, DeviceId, JsonObject, MsgId, NotifierName, UserId } from '@posthouse/protocol'
import { type Clock, systemClock } from '../../base/clock.ts'
import { createIds } from '../../base/ids.ts'
import { silentLog } from '../../base/log.ts'
import type { AppSettings } from '../../domain/app.ts'
import { groupConversation, peerConversation } from '../../domain/chat/conversation.ts'
import type { TemplateName } from '../../domain/template.ts'
import { aGroup } from '../../domain/testing/group-samples.ts'
import { aBinding, aNotifier, anApp, aTemplate, aUser } from '../../domain/testing/samples.ts'
import type { Handover } from '../../ports/handovers.ts'
import type { ConnectedDevice } from '../../ports/presence.ts'
import type { Store } from '../../ports/store.ts'
import { openStore } from '../../store/open.ts'
import { planPushes } from '../push/plan.ts'
import { type PassDeps, passHandover } from './pass.ts'

const startMs = Date.UTC(2026, 10, 21, 4)
const sealed = new Uint8Array(1)
const [alice, bob] = ['alice', 'bob'] as [UserId, UserId]

let place: string
let store: Store
let lastApp = 0

before(async () => {
  place = await mkdtemp(join(tmpdir(), 'passes-'))
  store = await openStore({ url: join(place, 'record.db'), clock: systemClock, log: silentLog })
})

after(async () => {
  await store[Symbol.asyncDispose]()
  await rm(place, { recursive: true })
})

/** An app of its own; each of the users has a phone with a binding. */
async function given(users: readonly string[], settings: Partial<AppSettings> = {}) {
  lastApp += 1
  const app = anApp({
    id: lastApp as AppId,
    name: `app${lastApp}`,
    settings: { openRegistration: false, pushOpen: true, ...settings },
  })
  let nowMs = startMs
  const clock: Clock = { now: () => nowMs, monotonic: () => nowMs, after: () => () => undefined }
  const connected = new Map<UserId, readonly ConnectedDevice[]>()
  const wanted = { is: true }
  const ids = createIds(clock, lastApp % 1_000)
  const { tables } = store
  const notifierName = 'ios' as NotifierName
  const secrets = { clientSecret: sealed, appSign: sealed, serverSecret: sealed }
  await store.commit([
    tables.apps.insert(app, secrets),
    tables.notifiers.insert(aNotifier({ appId: app.id, uuid: `n${lastApp}`, name: notifierName }), sealed),
    ...users.map(name => tables.users.insert(aUser({ appId: app.id, username: name as UserId }), 'h')),
    ...users.map(name =>
      tables.bindings.put(
        aBinding({
          ...{ appId: app.id, username: name as UserId, deviceId: `${name}-phone` as DeviceId, notifierName },
          deviceToken: `token-${lastApp}-${name}`,
        }),
      ),
    ),
  ])
  const deps: PassDeps = {
    ...{ store, ids, clock, log: silentLog, timeZone: 'UTC' },
    bus: { publish: () => undefined },
    presence: { connected: async (_, names) => new Map([...connected].filter(([user]) => names.includes(user))) },
    stillWanted: async () => wanted.is,
  }
  const subjectId = String(ids.next())
  const handover = (change: Partial<Handover> = {}): Handover => ({
    id: ids.next(),
    appId: app.id,
    position: 10,
    from: alice,
    users: [bob],
    conversation: peerConversation(alice, bob),
    what: 'message',
    subjectId,
    push: { title: 'hi', content: 'there', payload: 'p' },
    mentioned: [],
    easemob: undefined,
    deadlineMs: startMs + 60_000,
    createdAtMs: startMs,
    awaited: undefined,
    ...change,
  })
  return {
    ...{ app, deps, connected, wanted, handover, subjectId },
    advance: (ms: number) => {
      nowMs += ms
    },
    online: (user: string, ackedPosition: number) => {
      const device = { resource: 'r', deviceId: `${user}-phone`, name: '', platform: 2, ackedPosition }
      connected.set(user as UserId, [device])
    },
    begin: async (change: Partial<Handover> = {}) => {
      await store.commit([tables.handovers.insert(handover(change), nowMs)])
    },
    /** Makes the passes that are due; what they came to. */
    pass: async () => {
      const [due] = await store.commit([tables.handovers.claim(nowMs, nowMs + 30_000, 9)])
      const passed: string[] = []
      for (const leased of due) passed.push((await passHandover(deps, leased)).kind)
      return passed
    },
    /** Who is pushed to, on which devices. */
    pushed: async () =>
      (await tables.pushes.ofSubject(app.id, subjectId, undefined, 99)).map(
        ({ target, devices }) => `${target}: ${devices?.end ?? devices?.only?.join()}`,
      ),
    ends: async () => {
      const [first] = await tables.handovers.ofSubject(app.id, subjectId, 1)
      return Object.fromEntries(Object.entries(first?.ends ?? {}).map(([end, { count }]) => [end, count]))
    },
  }
}

test('who is away is pushed to at once, with the sender’s texts, until the deadline', async () => {
  const lab = await given(['alice', 'bob'])
  await lab.begin()
  deepEqual(await lab.pass(), ['done'])
  deepEqual([await lab.pushed(), await lab.ends()], [['bob: bob-phone'], { pushed: 1 }])
  const [push] = await store.tables.pushes.ofSubject(lab.app.id, lab.subjectId, bob, 1)
  deepEqual(
    [push?.source, push?.strategy, push?.notification.title, push?.notification.ext, push?.expiresAtMs],
    ['message', 2, 'hi', { payload: 'p' }, startMs + 60_000],
  )
})

test('who is online and acknowledges gets no push; who is silent gets one when the wait is over, and only one', async () => {
  const lab = await given(['alice', 'bob', 'eve'])
  lab.online('bob', 9)
  lab.online('eve', 9)
  await lab.begin({ users: [bob, 'eve' as UserId, alice] })
  deepEqual([await lab.pass(), await lab.pushed(), await lab.ends()], [['waiting'], [], { waiting: 2 }])
  lab.advance(4_999)
  deepEqual(await lab.pass(), [])
  lab.online('eve', 10)
  lab.advance(1)
  deepEqual(await lab.pass(), ['done'])
  deepEqual([await lab.pushed(), await lab.ends()], [['bob: bob-phone'], { 'pushed-late': 1, acknowledged: 1 }])
  lab.advance(100_000)
  deepEqual(await lab.pass(), [])
})

test('I5 F99: who logs out while being waited for is not pushed to', async () => {
  const lab = await given(['alice', 'bob'])
  lab.online('bob', 9)
  await lab.begin()
  await lab.pass()
  await store.commit([store.tables.bindings.deleteDevice(lab.app.id, bob, 'bob-phone' as DeviceId)])
  lab.connected.clear()
  lab.advance(5_000)
  await lab.pass()
  deepEqual([await lab.pushed(), await lab.ends()], [[], { 'no-binding': 1 }])
})

test('I8: nothing is pushed after the deadline; a call that no longer rings is not either', async () => {
  const late = await given(['alice', 'bob'])
  await late.begin()
  late.advance(60_001)
  await late.pass()
  deepEqual([await late.pushed(), await late.ends()], [[], { expired: 1 }])
  const call = await given(['alice', 'bob'])
  call.wanted.is = false
  await call.begin({ what: 'call', conversation: undefined })
  await call.pass()
  deepEqual([await call.pushed(), await call.ends()], [[], { over: 1 }])
})

test('a call that rings is a push of a call, whose life is the rest of the ringing', async () => {
  const lab = await given(['alice', 'bob'])
  await lab.begin({ what: 'call', conversation: undefined, deadlineMs: startMs + 30_500 })
  await lab.pass()
  const [push] = await store.tables.pushes.ofSubject(lab.app.id, lab.subjectId, bob, 1)
  deepEqual([push?.source, push?.notification.ttlSeconds, push?.expiresAtMs], ['call', 30, startMs + 30_500])
})

test('of a group whoever muted it is left alone, unless mentioned; the sender gets nothing', async () => {
  const lab = await given(['alice', 'bob', 'carl', 'dora'])
  const team = groupConversation(`team${lab.app.id}`)
  const { conversations } = store.tables
  await store.commit([conversations.insert(lab.app.id, team)])
  for (const name of ['alice', 'bob', 'carl', 'dora'] as UserId[]) {
    const member = { role: 3, enteredAtMs: startMs, enterType: 1 } as const
    await store.commit([conversations.join(lab.app.id, team, name, member)])
  }
  await store.commit((['bob', 'carl'] as UserId[]).map(name => conversations.setStatus(lab.app.id, team, name, 2)))
  await lab.begin({ users: undefined, conversation: team, mentioned: ['carl' as UserId] })
  await lab.pass()
  deepEqual(await lab.pushed(), ['carl: carl-phone', 'dora: dora-phone'])
  deepEqual(await lab.ends(), { muted: 1, pushed: 2 })
})

test('who joined the group after the message is not pushed to, however late the pass is', async () => {
  const lab = await given(['alice', 'bob', 'carl'])
  const team = groupConversation(`late${lab.app.id}`)
  const { conversations, timeline } = store.tables
  const join = (name: string) =>
    conversations.join(lab.app.id, team, name as UserId, { role: 3, enteredAtMs: startMs, enterType: 1 })
  const append = timeline.append(lab.app.id, team, { kind: 'conversation' }, startMs, startMs + 60_000)
  await store.commit([conversations.insert(lab.app.id, team), join('alice'), join('bob'), append])
  await lab.begin({ users: undefined, conversation: team, position: 0 })
  await store.commit([join('carl')])
  await lab.pass()
  deepEqual(await lab.pushed(), ['bob: bob-phone'])
})

test('F43: of two who make the same pass one is refused, with its pushes', async () => {
  const lab = await given(['alice', 'bob'])
  await lab.begin()
  const { handovers } = store.tables
  const [[first]] = await store.commit([handovers.claim(startMs, startMs, 9)])
  const [[second]] = await store.commit([handovers.claim(startMs, startMs + 9_000, 9)])
  if (!first || !second) throw new Error('nothing was claimed')
  equal((await passHandover(lab.deps, first)).kind, 'lost')
  deepEqual(await lab.pushed(), [])
  equal((await passHandover(lab.deps, second)).kind, 'done')
  deepEqual(await lab.pushed(), ['bob: bob-phone'])
})

test('who is in quiet hours is left alone, and so is everybody where the app may not push', async () => {
  const quiet = await given(['alice', 'bob'])
  await store.commit([store.tables.userSettings.change(quiet.app.id, bob, { ignoreUntilMs: startMs + 9_000 })])
  await quiet.begin()
  await quiet.pass()
  deepEqual([await quiet.pushed(), await quiet.ends()], [[], { 'user-ignores': 1 }])
  const closed = await given(['alice', 'bob'], { pushOpen: false })
  await closed.begin()
  await closed.pass()
  deepEqual([await closed.pushed(), await closed.ends()], [[], { closed: 1 }])
})

const rest = (ext: JsonObject = {}) => ({ push: undefined, easemob: { kind: 'txt', text: 'hello', ext } })

test('a message over REST is pushed with its own texts; why it is not is an outcome', async () => {
  const lab = await given(['alice', 'bob'])
  await lab.begin(rest({ em_push_ext: { title: 'T', content: 'C', custom: { a: 1 } } }))
  await lab.pass()
  const [push] = await store.tables.pushes.ofSubject(lab.app.id, lab.subjectId, bob, 1)
  deepEqual([push?.notification.title, push?.notification.content], ['T', 'C'])
  deepEqual(push?.notification.ext, { t: 'bob', f: 'alice', m: lab.subjectId, e: { a: 1 } })
  deepEqual(push?.devices, { only: ['bob-phone'] })
  const ignored = await given(['alice', 'bob'])
  await ignored.begin(rest({ em_ignore_notification: true }))
  await ignored.pass()
  deepEqual(await ignored.pushed(), ['bob: message-ignored'])
  const quiet = await given(['alice', 'bob'])
  await store.commit([store.tables.userSettings.change(quiet.app.id, bob, { mode: 'NONE' })])
  await quiet.begin(rest())
  await quiet.pass()
  deepEqual(await quiet.pushed(), ['bob: user-ignores'])
})

test('spec easemob §10.3: a message over REST is pushed to a group of up to 3,000 members, and to nobody of a larger one', async () => {
  for (const [memberCount, expected] of [
    [3_000, ['bob: bob-phone']],
    [3_001, []],
  ] as const) {
    const lab = await given(['alice', 'bob'])
    const group = aGroup({ appId: lab.app.id, id: `g${lab.app.id}`, memberCount })
    const team = groupConversation(group.id)
    const { conversations, groups } = store.tables
    const member = { role: 3, enteredAtMs: startMs, enterType: 1 } as const
    await store.commit([
      groups.insert(group),
      conversations.insert(lab.app.id, team),
      ...[alice, bob].map(name => conversations.join(lab.app.id, team, name, member)),
    ])
    await lab.begin({ ...rest(), users: undefined, conversation: team })
    await lab.pass()
    deepEqual(await lab.pushed(), expected)
  }
})

test('the receivers of a page share one look at their templates, and each reads the own one', async () => {
  const users = Array.from({ length: 30 }, (_, at) => `reader${at}` as UserId)
  const lab = await given(['alice', ...users])
  const { tables } = store
  await store.commit([
    ...['default', 'detail'].map(name =>
      tables.templates.insert(aTemplate({ appId: lab.app.id, name: name as TemplateName, titlePattern: name }), 9),
    ),
    tables.userSettings.change(lab.app.id, users[7] as UserId, { displayStyle: 1 }),
    tables.handovers.insert(lab.handover({ ...rest(), users }), startMs),
  ])
  const asked: string[] = []
  const templates: typeof tables.templates = {
    ...tables.templates,
    byNames(appId, names) {
      asked.push(names.join())
      return tables.templates.byNames(appId, names)
    },
  }
  const counting = {
    commitFenced: store.commitFenced.bind(store),
    tables: { ...tables, templates },
  }
  const [due] = await store.commit([tables.handovers.claim(startMs, startMs + 30_000, 9)])
  for (const leased of due) await passHandover({ ...lab.deps, store: counting }, leased)
  deepEqual(asked, ['default', 'detail'])
  const pushes = await tables.pushes.ofSubject(lab.app.id, lab.subjectId, undefined, 99)
  const titles = new Map(pushes.map(({ target, notification }) => [target, notification.title]))
  deepEqual([titles.size, titles.get('reader7' as UserId)], [30, 'detail'])
  deepEqual(new Set(titles.values()), new Set(['default', 'detail']))
})

test('spec easemob §10.2: with one device online nobody’s other device is pushed to, unless the app wants it; a silent one is offline', async () => {
  for (const [devicePolicy, acked, first, second] of [
    ['all-offline', 10, [], []],
    ['all-offline', 9, [], ['bob: bob-phone,bob-pad']],
    ['any-offline', 10, ['bob: bob-pad'], ['bob: bob-pad']],
    ['any-offline', 9, ['bob: bob-pad'], ['bob: bob-pad', 'bob: bob-phone']],
  ] as const) {
    const lab = await given(['alice', 'bob'], { devicePolicy })
    const pad = {
      appId: lab.app.id,
      username: bob,
      deviceId: 'bob-pad' as DeviceId,
      notifierName: 'ios' as NotifierName,
    }
    await store.commit([store.tables.bindings.put(aBinding({ ...pad, deviceToken: `pad-${lab.app.id}` }))])
    lab.online('bob', 9)
    await lab.begin(rest())
    deepEqual(await lab.pass(), ['waiting'])
    deepEqual(await lab.pushed(), first, `${devicePolicy} ${acked}`)
    lab.online('bob', acked)
    lab.advance(5_000)
    deepEqual(await lab.pass(), ['done'])
    const found = (await lab.pushed()).map(one => one.replace('bob-pad,bob-phone', 'bob-phone,bob-pad'))
    deepEqual(found, second, `${devicePolicy} ${acked}`)
  }
})

for (const [when, isOnline] of [
  ['while somebody was waited for', true],
  ['before the first pass', false],
] as const)
  test(`a message that was taken back ${when} is pushed to nobody`, () => takenBack(isOnline))

async function takenBack(isOnline: boolean): Promise<void> {
  const lab = await given(['alice', 'bob'])
  const message = {
    ...({ conversationType: 0, type: 1, content: { message: 'x' }, sentAtMs: startMs } as const),
    ...{ id: lab.subjectId, from: alice, to: bob },
  }
  const { timeline } = store.tables
  const conversation = peerConversation(alice, bob)
  await store.commit([
    timeline.appendMessage(lab.app.id, conversation, message, { isCounted: true, expiresAtMs: startMs + 1_000_000 }),
  ])
  await lab.begin({ position: 0 })
  if (isOnline) {
    lab.online('bob', 0)
    deepEqual(await lab.pass(), ['waiting'])
  }
  const recalled = { by: alice, atMs: startMs, extendedData: '', type: 1 }
  await store.commit([
    timeline.replaceMessage(lab.app.id, BigInt(lab.subjectId) as MsgId, { ...message, seq: 1, content: {}, recalled }),
  ])
  lab.advance(5_000)
  deepEqual(await lab.pass(), ['done'])
  deepEqual([await lab.pushed(), await lab.ends()], [[], { over: 1 }])
}

test('I5: planning such a push looks at the devices it is for, as they are bound then, and at the sender’s wishes', async () => {
  const lab = await given(['alice', 'bob'])
  const { bindings, pushes } = store.tables
  const ofBob = { appId: lab.app.id, username: bob, notifierName: 'ios' as NotifierName }
  const bind = (device: string) =>
    bindings.put(aBinding({ ...ofBob, deviceId: device as DeviceId, deviceToken: `${device}-${lab.app.id}` }))
  await store.commit([bind('bob-pad'), bind('bob-tv')])
  await lab.begin(rest({ em_push_filter: { ignore_device_id: ['bob-pad'] } }))
  await lab.pass()
  await store.commit([bind('bob-new'), bindings.deleteDevice(lab.app.id, bob, 'bob-tv' as DeviceId)])
  const [{ id } = { id: 0n as MsgId }] = await pushes.ofSubject(lab.app.id, lab.subjectId, bob, 1)
  const planDeps = { store, timeZone: 'UTC', presence: { online: async () => new Set<UserId>() } }
  const [planned] = await planPushes(planDeps, [{ id: 1n, epoch: 1, pushIds: [id] }], startMs)
  const decision = planned?.pushes[0]?.decision
  if (decision?.kind !== 'devices') throw new Error('nothing to be sent')
  deepEqual(
    decision.devices.map(({ deviceId, skip }) => [deviceId, skip?.reason]),
    [
      ['bob-pad', 'device-ignored'],
      ['bob-phone', undefined],
    ],
  )
})
