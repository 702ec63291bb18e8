// Makes a push fail for each reason, as it happens in life: users without a device, dead tokens, notifiers that rest, vendors that are
// silent. For tests of whoever has to explain it. Knows the sandbox's demo app.
import { type AppId, minute, type NotifierName, second, type UserId } from '@posthouse/protocol'
import { systemClock } from '../../base/clock.ts'
import type { NotifierState } from '../../domain/notifier.ts'
import { failureCodes, type ReasonCode } from '../../domain/reason.ts'
import type { TestServer } from '../test-server.ts'

/** A push that failed. */
export interface Provoked {
  readonly reason: ReasonCode
  readonly username: string
  readonly msgId: string
}

/** What the pushes say. */
export const provokedTitle = 'Your parcel is here'

const pushMessage = { title: provokedTitle, content: 'Come and fetch it' }

/** Makes a push fail for the reason, for a user of the given name, and waits until it did. */
export async function provoke(server: TestServer, reason: ReasonCode, username: string): Promise<Provoked> {
  const make = recipes[reason]
  if (!make) throw new Error(`nobody knows how to provoke ${reason}`)
  const msgId = await make({ server, username })
  await settled(server, msgId)
  return { reason, username, msgId }
}

/** Those that can be provoked. */
export const provocable: readonly ReasonCode[] = failureCodes

interface Place {
  readonly server: TestServer
  readonly username: string
}

/** Answers the id of the push. */
type Recipe = (place: Place) => Promise<string>

const recipes: Readonly<Partial<Record<ReasonCode, Recipe>>> = {
  'no-user': place => pushed(place),
  async 'no-push-binding'(place) {
    await registered(place)
    return pushed(place)
  },
  async 'illegal-binding'(place) {
    await putOff(place, '1')
    const msgId = await pushed(place)
    await tried(place.server, msgId)
    await bound(place, '')
    return msgId
  },
  async 'no-notifier'(place) {
    await registered(place)
    await bound(place, place.server.simulators.get('apns')?.newToken('com.example.chat', indexOf(place)) ?? '', 'gone')
    return pushed(place)
  },
  'notifier-disabled': place => withNotifier(place, { kind: 'disabled' }),
  'notifier-banned': place => withNotifier(place, { kind: 'banned' }),
  'invalid-notifier': place =>
    withNotifier(place, { kind: 'paused', untilMs: systemClock.now() + minute, why: 'refused' }),
  async 'invalid-voip'(place) {
    await ready(place)
    return pushed(place, { pushMessage: { ...pushMessage, apns: { pushType: 'voip' } } })
  },
  'message-ignored': place => messaged(place, { em_ignore_notification: true }),
  'device-ignored': place => messaged(place, { em_push_filter: { ignore_device_id: [deviceOf(place)] } }),
  async 'invalid-message'(place) {
    await ready(place)
    return pushed(place, { pushMessage: { ...pushMessage, apns: { collapseId: 'c'.repeat(65) } } })
  },
  async 'message-expired'(place) {
    await ready(place)
    return late(place)
  },
  async 'user-ignores'(place) {
    await ready(place)
    const { username, server } = place
    await ok(server.app('PUT', `users/${username}/notification/user/${username}`, { ignoreInterval: '07:00-07:00' }))
    return pushed(place)
  },
  async 'user-offline'(place) {
    await ready(place)
    return pushed(place, { strategy: 4 })
  },
  'task-cancelled': place => cancelled(place),
  async 'notifier-out-of-limit'(place) {
    await putOff(place, '3600')
    return pushedNow(place)
  },
  async 'push-token-failed'(place) {
    const token = await ready(place)
    const body = { reason: 'InvalidProviderToken' }
    place.server.simulators.get('apns')?.arm({ token, times: 2, action: { kind: 'answer', status: 403, body } })
    const msgId = await pushed(place)
    await settled(place.server, msgId)
    await setState(place.server, { kind: 'enabled' })
    return msgId
  },
  async 'vendor-refused'(place) {
    const token = await ready(place)
    const dead = { kind: 'unregistered', atMs: systemClock.now() + second } as const
    place.server.simulators.get('apns')?.setToken(token, 'com.example.chat', dead)
    return pushed(place)
  },
  async 'vendor-unreachable'(place) {
    const token = await ready(place)
    place.server.simulators.get('apns')?.arm({ token, times: 500, action: { kind: 'refuse-stream' } })
    return pushedNow(place)
  },
  async 'vendor-unclear'(place) {
    const token = await ready(place)
    place.server.simulators.get('apns')?.arm({ token, times: 9, action: { kind: 'reset', when: 'after' } })
    return pushedNow(place)
  },
}

function indexOf({ username }: Place): number {
  return [...username].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_000_007, 7)
}

function deviceOf({ username }: Place): string {
  return `${username}-phone`
}

function apnsOf({ demo }: TestServer): string {
  const binding = demo.users.flatMap(({ bindings }) => bindings).find(({ vendor }) => vendor === 'apns')
  return binding?.notifierName ?? ''
}

async function registered({ server, username }: Place): Promise<void> {
  await ok(server.app('POST', 'users', { username, password: 'secret' }))
}

async function bound({ server, username }: Place, token: string, notifier = apnsOf(server)): Promise<void> {
  const body = { device_id: `${username}-phone`, device_token: token, notifier_name: notifier }
  await ok(server.app('PUT', `users/${username}/push/binding`, body))
}

/** A user with an iPhone; answers its token. */
async function ready(place: Place): Promise<string> {
  await registered(place)
  const token = place.server.simulators.get('apns')?.newToken('com.example.chat', indexOf(place)) ?? ''
  await bound(place, token)
  return token
}

/** APNs puts the next pushes to the user's phone off, for so many seconds. */
async function putOff(place: Place, seconds: string): Promise<void> {
  const token = await ready(place)
  const action = {
    kind: 'answer',
    status: 429,
    headers: { 'retry-after': seconds },
    body: { reason: 'TooManyRequests' },
  } as const
  place.server.simulators.get('apns')?.arm({ token, times: 9, action })
}

async function pushed({ server, username }: Place, more: object = {}): Promise<string> {
  const { headers } = await ok(server.app('POST', `push/async/${username}`, { strategy: 2, pushMessage, ...more }))
  return String(headers['posthouse-msg-id'])
}

/** A push whose caller waits: it ends within ten seconds. */
async function pushedNow({ server, username }: Place): Promise<string> {
  const { headers } = await ok(server.app('POST', `push/sync/${username}`, { strategy: 2, pushMessage }))
  return String(headers['posthouse-msg-id'])
}

/** A message to the user; answers the push that was made of it. */
async function messaged(place: Place, ext: object): Promise<string> {
  await ready(place)
  const { server, username } = place
  const body = { from: 'admin', to: [username], type: 'txt', body: { msg: 'hello' }, ext }
  await ok(server.app('POST', 'messages/users', body))
  return (await latestOf(place)).msgId
}

async function latestOf({ server, username }: Place): Promise<{ readonly msgId: string; readonly taskId: string }> {
  for (const until = systemClock.now() + 10 * second; systemClock.now() < until; await turn()) {
    const { body } = await server.admin('GET', `users/${username}/messages`)
    if (body.messages[0]) return body.messages[0]
  }
  throw new Error(`no push to ${username} was made`)
}

/** A push that lay too long before it was planned. */
async function late({ server, username }: Place): Promise<string> {
  const { store, ids, bus } = server.system
  const app = await store.tables.apps.byName(server.demo.org, server.demo.app)
  if (!app) throw new Error('the demo app is there')
  const id = ids.next()
  const now = systemClock.now()
  const push = { id, appId: app.id, target: username as UserId, source: 'async', strategy: 2 } as const
  const notification = { ...pushMessage, blocks: {} }
  await store.commit([
    store.tables.pushes.insert({ ...push, notification, acceptedAtMs: now - second, expiresAtMs: now - 1 } as never),
  ])
  bus.publish({ kind: 'push.accepted' })
  return String(id)
}

/** A task that is cancelled while the notifier of its user rests; that it went over its only user already is set aside. */
async function cancelled(place: Place): Promise<string> {
  await ready(place)
  const { server, username } = place
  await setState(server, { kind: 'paused', untilMs: systemClock.now() + minute, why: 'throttled' })
  await ok(server.app('POST', 'push/list', { targets: [username], strategy: 2, pushMessage }))
  const { msgId, taskId } = await latestOf(place)
  const { store } = server.system
  const app = await store.tables.apps.byName(server.demo.org, server.demo.app)
  const now = systemClock.now()
  const over = { state: 'cancelled', dueAtMs: undefined, finishedAtMs: now } as const
  await store.commit([
    store.tables.tasks.setState(app?.id as AppId, BigInt(taskId), ['running', 'finished'], over),
    store.tables.pages.hasten(app?.id as AppId, BigInt(taskId), now),
  ])
  await settled(server, msgId)
  await setState(server, { kind: 'enabled' })
  return msgId
}

async function withNotifier(place: Place, state: NotifierState): Promise<string> {
  await ready(place)
  await setState(place.server, state)
  const msgId = await pushed(place)
  await settled(place.server, msgId)
  await setState(place.server, { kind: 'enabled' })
  return msgId
}

async function setState(server: TestServer, state: NotifierState): Promise<void> {
  const { store } = server.system
  const app = await store.tables.apps.byName(server.demo.org, server.demo.app)
  const { notifiers } = store.tables
  const notifier = app && (await notifiers.byName(app.id, apnsOf(server) as NotifierName))
  const credential = notifier && (await notifiers.credential(notifier.appId, notifier.uuid))
  if (!notifier || !credential) throw new Error('the demo app has a notifier for APNs')
  await store.commit([notifiers.update({ ...notifier, state }, credential)])
}

async function tried(server: TestServer, msgId: string): Promise<void> {
  await until(server, msgId, ({ events }) => events.some(({ kind }) => kind === 'waiting'))
}

async function settled(server: TestServer, msgId: string): Promise<void> {
  await until(server, msgId, trace => trace.settled)
}

interface Seen {
  readonly settled: boolean
  readonly events: readonly { readonly kind: string }[]
}

async function until(server: TestServer, msgId: string, is: (trace: Seen) => boolean): Promise<void> {
  for (const end = systemClock.now() + 20 * second; systemClock.now() < end; await turn()) {
    const { status, body } = await server.admin('GET', `messages/${msgId}/trace`)
    if (status === 200 && is(body)) return
  }
  throw new Error(`message ${msgId} did not get there`)
}

function turn(): Promise<void> {
  return new Promise(resolve => systemClock.after(20, resolve))
}

async function ok<T extends { readonly status: number; readonly body: unknown }>(answer: Promise<T>): Promise<T> {
  const given = await answer
  if (given.status !== 200) throw new Error(`${given.status} ${JSON.stringify(given.body)}`)
  return given
}
