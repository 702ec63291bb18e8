import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DeviceId, JsonObject, UserId } from '@posthouse/protocol'
import { reasonOf } from '../reason.ts'
import { bindingOf, notifierOf } from '../testing/devices.ts'
import type { ChatMessage } from './chat-message.ts'
import { type Circumstances, decideMessage, type Presence, type Receiver } from './decide.ts'
import { readExtension } from './extension.ts'
import { aGroupMessage, aMessage } from './testing/messages.ts'

const nowMs = aMessage().sentAtMs + 1_000
const day = 86_400_000

const refused = { kind: 'paused', untilMs: nowMs + 60_000, why: 'refused' } as const
const usedUp = { kind: 'paused', untilMs: nowMs + 25 * 3_600_000, why: 'quota' } as const
const notifiers = [
  notifierOf('ios'),
  notifierOf('call', { packageName: 'test.example.chat.voip' }),
  notifierOf('fcm', { vendor: 'fcm', provider: 'ANDROID' }),
  notifierOf('off', { state: { kind: 'disabled' } }),
  notifierOf('bad', { state: { kind: 'banned' } }),
  notifierOf('refused', { state: refused }),
  notifierOf('full', { state: usedUp }),
]

interface Scene {
  readonly message?: ChatMessage
  readonly ext?: JsonObject
  readonly receiver?: Partial<Receiver> | undefined
  readonly presence?: Readonly<Record<string, Presence>>
  readonly policy?: Circumstances['devicePolicy']
  readonly atMs?: number
}

function decided(scene: Scene) {
  const { message = aMessage(), ext, presence = {}, policy = 'all-offline', atMs = nowMs } = scene
  const devices = new Map(Object.entries(presence).map(([id, one]) => [id as DeviceId, one]))
  const plain = { settings: {}, conversation: undefined, bindings: [bindingOf('a', 'ios')], presence: devices }
  const receiver = 'receiver' in scene && scene.receiver === undefined ? undefined : { ...plain, ...scene.receiver }
  return decideMessage(message, readExtension(ext), receiver, {
    notifiers: new Map(notifiers.map(one => [one.name, one])),
    devicePolicy: policy,
    nowMs: atMs,
    timeZone: 'Asia/Shanghai',
  })
}

/** What the decision says in one line: why nothing, the exact detail of a callback, or per device its ways or its detail. */
function told(scene: Scene): string {
  const decision = decided(scene)
  if (decision.kind === 'none') return `none: ${decision.why}`
  if (decision.kind === 'end') return reasonOf(decision.reason).detail
  return decision.devices
    .map(({ deviceId, ways, skip }) => {
      const what = skip ? reasonOf(skip.reason).detail : ways.map(way => way.notifierName).join('>')
      return `${deviceId}: ${what}`
    })
    .join(', ')
}

describe('whether a message is pushed (spec/easemob.md §10.3, §10.4)', () => {
  it('plans each device of a user who is offline', () => {
    const bindings = [bindingOf('a', 'ios'), bindingOf('b', 'fcm'), bindingOf('b', 'ios', { boundAtMs: 2 })]
    assert.equal(told({ receiver: { bindings } }), 'a: ios, b: ios>fcm')
    const decision = decided({})
    assert.equal(decision.kind === 'devices' && decision.deadlineMs, aMessage().sentAtMs + day)
  })

  it('says nothing about messages that never lead to a push, even to nobody', () => {
    const nobody = { receiver: undefined }
    assert.equal(told({ ...nobody, message: aMessage({ chatType: 'chatroom', groupId: '7' }) }), 'none: chat-room')
    assert.equal(told({ ...nobody, message: aMessage({ route: 'ROUTE_ONLINE' }) }), 'none: online-only')
    assert.equal(told({ ...nobody, message: aMessage({ kind: 'cmd' }) }), 'none: command')
    assert.equal(told({ ...nobody, message: aGroupMessage({ groupSize: 3_001 }) }), 'none: large-group')
    assert.equal(told({ message: aGroupMessage({ groupSize: 3_000 }) }), 'a: ios')
  })

  it('does nothing for somebody who is online, and says nothing of it', () => {
    const bindings = [bindingOf('a', 'ios'), bindingOf('b', 'fcm')]
    assert.equal(told({ receiver: { bindings }, presence: { b: 'online' } }), 'none: online')
    assert.equal(told({ receiver: { bindings }, presence: { web: 'online' } }), 'none: online')
  })

  it('pushes to the offline devices of a user with another one online, where the app wants that (§10.2)', () => {
    const scene = {
      receiver: { bindings: [bindingOf('a', 'ios'), bindingOf('b', 'fcm')] },
      policy: 'any-offline',
    } as const
    assert.equal(told({ ...scene, presence: { b: 'online' } }), 'a: ios')
    assert.equal(told({ ...scene, presence: { web: 'online' } }), 'a: ios, b: fcm')
    assert.equal(told({ ...scene, presence: { a: 'online', b: 'online' } }), 'none: online')
    assert.equal(
      told({ receiver: { bindings: [] }, policy: 'any-offline', presence: { web: 'online' } }),
      'none: online',
    )
  })

  it('leaves a device alone that a newer login replaced (§10.1)', () => {
    const bindings = [bindingOf('a', 'ios'), bindingOf('b', 'fcm')]
    assert.equal(told({ receiver: { bindings }, presence: { a: 'replaced' } }), 'b: fcm')
    assert.equal(told({ receiver: { bindings }, presence: { a: 'replaced', b: 'replaced' } }), 'none: replaced')
  })

  const quiet = { receiver: { settings: { mode: 'NONE' } } } as const
  const ends: readonly (readonly [detail: string, Scene])[] = [
    ['no user exist', { receiver: undefined }],
    ['invalid message', { message: aMessage({ id: '' }) }],
    ['message ignore push', { ext: { em_ignore_notification: true } }],
    ['expire message', { atMs: aMessage().sentAtMs + day + 1 }],
    ['user ignore push', quiet],
    ['no push binding', { receiver: { bindings: [] } }],
    ['a: illegal binding', { receiver: { bindings: [bindingOf('a', 'ios', { deviceToken: '' })] } }],
    ['a: illegal binding', { receiver: { bindings: [bindingOf('a', '')] } }],
    ['a: ignore push device id', { ext: { em_push_filter: { ignore_device_id: ['a'] } } }],
    ['a: no notifier exist', { receiver: { bindings: [bindingOf('a', 'gone')] } }],
    ['a: notifier disabled', { receiver: { bindings: [bindingOf('a', 'off')] } }],
    ['a: notifier is ban', { receiver: { bindings: [bindingOf('a', 'bad')] } }],
    ['a: invalid notifier', { receiver: { bindings: [bindingOf('a', 'refused')] } }],
    ['a: notifier out of limit', { receiver: { bindings: [bindingOf('a', 'full')] } }],
    ['a: invalid VOIP notification', { ext: { em_push_ext: { type: 'call' } } }],
  ]
  for (const [detail, scene] of ends) {
    it(`ends with the detail of seed 000: ${detail}`, () => assert.equal(told(scene), detail))
  }

  it('asks in the order of §10.4: the receiver, the message, its age, presence, quiet, bindings', () => {
    const old = { atMs: nowMs + 2 * day }
    const ignored = { ext: { em_ignore_notification: true } }
    const malformed = { message: aMessage({ id: 'x' }) }
    const online = { presence: { a: 'online' } } as const
    const unbound = { receiver: { settings: { mode: 'NONE' }, bindings: [] } } as const
    assert.equal(told({ ...malformed, ...ignored, ...old, receiver: undefined }), 'no user exist')
    assert.equal(told({ ...malformed, ...ignored, ...old, ...online }), 'invalid message')
    assert.equal(told({ ...ignored, ...old, ...online }), 'message ignore push')
    assert.equal(told({ ...old, ...online }), 'expire message')
    assert.equal(told({ ...online, ...unbound }), 'none: online')
    assert.equal(told(unbound), 'user ignore push')
  })

  it('I8 pushes a message up to a day old, and not a millisecond longer', () => {
    assert.equal(told({ atMs: aMessage().sentAtMs + day }), 'a: ios')
  })

  it('calls a message malformed that lacks what its kind has', () => {
    const malformed: readonly Partial<ChatMessage>[] = [
      { from: '' as UserId },
      { to: '' as UserId },
      { chatType: 'groupchat' },
      { id: '9'.repeat(21) },
    ]
    for (const change of malformed) assert.equal(told({ message: aMessage(change) }), 'invalid message')
    const { text: _, ...textless } = aMessage()
    assert.equal(told({ message: textless }), 'invalid message')
    assert.equal(told({ message: { ...textless, kind: 'img' } }), 'a: ios')
    assert.equal(told({ message: aMessage({ text: '' }) }), 'a: ios')
  })

  it('lets only mentions through in mode AT, and everything where the sender insists', () => {
    const receiver = { settings: { mode: 'AT' } } as const
    const message = aGroupMessage()
    assert.equal(told({ receiver, message }), 'user ignore push')
    assert.equal(told({ receiver, message, ext: { em_at_list: ['carol'] } }), 'user ignore push')
    assert.equal(told({ receiver, message, ext: { em_at_list: ['BOB'] } }), 'a: ios')
    assert.equal(told({ receiver, message, ext: { em_at_list: 'all' } }), 'a: ios')
    assert.equal(told({ ...quiet, ext: { em_force_notification: true } }), 'a: ios')
    const hushed = { receiver: { settings: { ignoreUntilMs: nowMs + 1 } } }
    assert.equal(told({ ...hushed, ext: { em_at_list: 'all' } }), 'user ignore push')
    assert.equal(told({ ...hushed, ext: { em_force_notification: true } }), 'a: ios')
  })

  it('lets the conversation’s mode beat the user’s', () => {
    const muted = { settings: {}, conversation: { mode: 'NONE' } } as const
    assert.equal(told({ receiver: muted }), 'user ignore push')
    assert.equal(told({ receiver: { settings: { mode: 'NONE' }, conversation: { mode: 'ALL' } } }), 'a: ios')
  })

  it('filters by device and by notifier, and takes another way where one is left', () => {
    const bindings = [bindingOf('a', 'ios'), bindingOf('a', 'fcm', { boundAtMs: 2 }), bindingOf('b', 'fcm')]
    const filtered = (em_push_filter: JsonObject) => told({ receiver: { bindings }, ext: { em_push_filter } })
    assert.equal(filtered({ accept_device_id: ['b'] }), 'a: ignore push device id, b: fcm')
    assert.equal(filtered({ ignore_notifier_name: ['fcm'] }), 'a: ios, b: ignore push device id')
    assert.equal(
      filtered({ accept_notifier_name: ['fcm'], ignore_device_id: ['b'] }),
      'a: fcm, b: ignore push device id',
    )
  })

  it('rings by VoIP where a device has a notifier for it, and by any other vendor as usual (§10.6)', () => {
    const bindings = [bindingOf('a', 'ios'), bindingOf('a', 'call'), bindingOf('b', 'fcm')]
    assert.equal(told({ receiver: { bindings }, ext: { em_push_ext: { type: 'call' } } }), 'a: call, b: fcm')
    assert.equal(told({ receiver: { bindings }, ext: { em_apns_ext: { em_push_type: 'voip' } } }), 'a: call, b: fcm')
    assert.equal(told({ receiver: { bindings } }), 'a: ios, b: fcm')
  })
})
