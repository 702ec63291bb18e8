// Makes a push fail for each reason, as it happens in life: users without a device, dead tokens, notifiers that rest, vendors that are
// silent. For tests of whoever has to explain it. Knows the sandbox's demo app.
import { type NotifierName, second } from '@posthouse/protocol'
import { systemClock } from '../../base/clock.ts'
import { failureCodes, type ReasonCode } from '../../domain/reason.ts'
import type { TestServer } from '../test-server.ts'
import { settled, tried, turn } from './await-trace.ts'

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

/** Those that disturb the notifier, or the connection to its vendor, for everybody. */
const disturbing: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  ...(['notifier-disabled', 'notifier-banned', 'invalid-notifier', 'push-token-failed'] as const),
  ...(['task-cancelled', 'vendor-unclear'] as const),
])

/** Makes a push fail for each reason: first those that leave each other alone, at the same time, then the others, one after another. */
export async function provokeAll(
  server: TestServer,
  usernameOf: (reason: ReasonCode) => string,
): Promise<readonly Provoked[]> {
  const make = (reason: ReasonCode): Promise<Provoked> => provoke(server, reason, usernameOf(reason))
  const all = await Promise.all(provocable.filter(reason => !disturbing.has(reason)).map(make))
  for (const reason of provocable) if (disturbing.has(reason)) all.push(await make(reason))
  return all
}

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
  async 'notifier-disabled'(place) {
    await ready(place)
    await switchNotifier(place.server, false)
    return whileResting(place)
  },
  async 'notifier-banned'(place) {
    await ready(place)
    await ban(place.server, true)
    const msgId = await pushed(place)
    await settled(place.server, msgId)
    await ban(place.server, false)
    return msgId
  },
  async 'invalid-notifier'(place) {
    await refusedCredential(place)
    return whileResting(place)
  },
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
    return pushed(place, { pushMessage: { ...pushMessage, config: { TimeToLive: 0 } } })
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
    const msgId = await refusedCredential(place)
    await switchNotifier(place.server, true)
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
    for (let tries = 1; ; tries += 1) {
      const msgId = await pushedNow(place)
      const reasons = await settled(place.server, msgId)
      // On a busy machine the last attempt may come after the deadline: the push then expired.
      if (reasons.includes('vendor-unreachable') || tries === 3) return msgId
    }
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

async function latestOf(
  { server, username }: Place,
  after?: string,
): Promise<{ readonly msgId: string; readonly taskId: string }> {
  for (const until = systemClock.now() + 10 * second; systemClock.now() < until; await turn()) {
    const { body } = await server.admin('GET', `users/${username}/messages`)
    const [latest] = body.messages
    if (latest && latest.msgId !== after) return latest
  }
  throw new Error(`no push to ${username} was made`)
}

/** A task that is cancelled while its first user waits for the notifier and its second for the pace. */
async function cancelled(place: Place): Promise<string> {
  const token = await ready(place)
  const { server, username } = place
  const later = { server, username: `${username}-2` }
  await ready(later)
  const action = { kind: 'answer', status: 503, headers: { 'retry-after': '60' } } as const
  server.simulators.get('apns')?.arm({ token, action })
  await tried(server, await pushed(place))
  const targets = [username, later.username]
  const before = await latestOf(place)
  await ok(server.app('POST', 'push/list', { targets, strategy: 2, pushMessage, pacePerMinute: 1 }))
  const { msgId, taskId } = await latestOf(place, before.msgId)
  await ok(server.app('DELETE', `push/task/${taskId}`))
  await settled(server, msgId)
  await switchNotifier(server, true)
  return msgId
}

/** APNs refuses the notifier's key twice, with the push that is answered: the notifier rests. */
async function refusedCredential(place: Place): Promise<string> {
  const token = await ready(place)
  const body = { reason: 'InvalidProviderToken' }
  place.server.simulators.get('apns')?.arm({ token, times: 2, action: { kind: 'answer', status: 403, body } })
  const msgId = await pushed(place)
  await settled(place.server, msgId)
  return msgId
}

/** A push while the notifier cannot be used, which is enabled afterwards. */
async function whileResting(place: Place): Promise<string> {
  const msgId = await pushed(place)
  await settled(place.server, msgId)
  await switchNotifier(place.server, true)
  return msgId
}

async function switchNotifier(server: TestServer, isOn: boolean): Promise<void> {
  const { body } = await ok(server.app('GET', 'notifiers'))
  const { uuid } = body.entities.find(({ name }: { readonly name: string }) => name === apnsOf(server))
  await ok(server.app('POST', 'notifiers', { notifierId: uuid, disabled: !isOn }))
}

/** The one reason that no interface brings about: a ban (seed 000, `notifier is ban`) is written into the record. */
async function ban(server: TestServer, isBanned: boolean): Promise<void> {
  const { store } = server.system
  const app = await store.tables.apps.byName(server.demo.org, server.demo.app)
  const { notifiers } = store.tables
  const notifier = app && (await notifiers.byName(app.id, apnsOf(server) as NotifierName))
  const credential = notifier && (await notifiers.credential(notifier.appId, notifier.uuid))
  if (!notifier || !credential) throw new Error('the demo app has a notifier for APNs')
  const state = { kind: isBanned ? 'banned' : 'enabled' } as const
  await store.commit([notifiers.update({ ...notifier, state }, credential)])
}

async function ok<T extends { readonly status: number; readonly body: unknown }>(answer: Promise<T>): Promise<T> {
  const given = await answer
  if (given.status !== 200) throw new Error(`${given.status} ${JSON.stringify(given.body)}`)
  return given
}
