// Seed 004 as a whole: its code on phones, a real server, and vendors behind real TLS. Each of its three scenes with the receiver online,
// frozen, killed, logged out, and on two phones.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Phone } from '../phones/phone.ts'
import { type Handset, Stage } from './stage.ts'

let stage: Stage
let users = 0
let groups = 0

before(async () => {
  stage = await Stage.open()
})
after(() => stage[Symbol.asyncDispose]())

/** One of the seed's three scenes. */
interface Scene {
  readonly name: string
  /** Sends, and resolves with the id of what was sent. */
  send(sender: Phone, receivers: readonly string[]): Promise<string>
  /** The event by which a receiver hears of it, once. */
  readonly event: string
  /** Whether a receiver's event is of what has this id. */
  isOf(data: never, id: string): boolean
}

type Received = { readonly messageList: readonly { readonly messageID: string; readonly message: string }[] }

const ofMessage = (data: never, id: string): boolean =>
  (data as Received).messageList.some(({ messageID }) => messageID === id)

const scenes: readonly Scene[] = [
  {
    name: 'a message to a user',
    send: async (sender, [to = '']) => ((await sender.order({ do: 'send', to })) as { messageID: string }).messageID,
    event: 'peerMessageReceived',
    isOf: ofMessage,
  },
  {
    name: 'a message to a group',
    async send(sender, receivers) {
      groups += 1
      const id = `team${groups}`
      await sender.order({ do: 'createGroup', id, users: receivers })
      return ((await sender.order({ do: 'sendToGroup', to: id })) as { messageID: string }).messageID
    },
    event: 'groupMessageReceived',
    isOf: ofMessage,
  },
  {
    name: 'a call',
    send: async (sender, invitees) => String(await sender.order({ do: 'invite', invitees })),
    event: 'callInvitationReceived',
    isOf: (data, id) => (data as { callID: string }).callID === id,
  },
]

interface Someone {
  readonly user: string
  readonly handset: Handset
  readonly phone: Phone
}

async function someone(maker: 'apns' | 'xiaomi' = 'apns'): Promise<Someone> {
  users += 1
  const user = `someone${users}`
  const handset = stage.handset(maker)
  return { user, handset, phone: await stage.open(handset, user) }
}

/** The notification says what the seed's push config says, and its payload comes back with the tap. */
async function assertShown(handset: Handset): Promise<void> {
  const shown = await stage.notification(handset)
  assert.match(JSON.stringify(shown), /离线推送标题/)
  assert.match(JSON.stringify(shown), /离线推送内容/)
  assert.match(JSON.stringify(shown), /自定义透传字段,非必填/)
  assert.equal(stage.shown(handset).length, 1)
}

for (const scene of scenes) {
  describe(`seed 004: ${scene.name}`, () => {
    test('reaches a receiver who is online at once, and no notification comes', async () => {
      const [sender, receiver, frozen] = [await someone(), await someone(), await someone()]
      frozen.phone.freeze()
      const id = await scene.send(sender.phone, [receiver.user])
      const data = await receiver.phone.event(scene.event, data => scene.isOf(data, id))
      const { info } = data as { readonly info?: { readonly isOfflineMessage: boolean } }
      assert.notEqual(info?.isOfflineMessage, true)
      // When a later wait is over, the receiver's is too.
      await scene.send(sender.phone, [frozen.user])
      await assertShown(frozen.handset)
      assert.deepEqual(stage.shown(receiver.handset), [])
      frozen.phone.thaw()
    })

    test('F91 wakes a phone that is connected and does not answer, and its app hears of it once', async () => {
      const [sender, receiver] = [await someone(), await someone()]
      receiver.phone.freeze()
      const id = await scene.send(sender.phone, [receiver.user])
      await assertShown(receiver.handset)
      receiver.phone.thaw()
      await receiver.phone.event(scene.event, data => scene.isOf(data, id))
      assert.equal(receiver.phone.all(scene.event).length, 1)
    })

    test('wakes a phone whose app was killed, and the app has it when it comes back', async () => {
      const [sender, receiver] = [await someone(), await someone('xiaomi')]
      await receiver.phone.kill()
      const id = await scene.send(sender.phone, [receiver.user])
      await assertShown(receiver.handset)
      const again = await stage.open(receiver.handset, receiver.user)
      const data = await again.event(scene.event, data => scene.isOf(data, id))
      const { info } = data as { readonly info?: { readonly isOfflineMessage: boolean } }
      if (info) assert.equal(info.isOfflineMessage, true)
      assert.equal(again.all(scene.event).length, 1)
    })

    test('I5 leaves a phone alone that logged out, and the next user of it has only their own', async () => {
      const [sender, receiver, other] = [await someone(), await someone(), await someone()]
      await receiver.phone.order({ do: 'logout' })
      await other.phone.kill()
      await scene.send(sender.phone, [receiver.user]).catch((error: { readonly code: number }) => {
        // A call that rings nowhere is refused.
        assert.equal(error.code, 6000281)
      })
      await scene.send(sender.phone, [other.user])
      await assertShown(other.handset)
      await receiver.phone.order({ do: 'login', user: other.user })
      const id = await scene.send(sender.phone, [other.user])
      await receiver.phone.event(scene.event, data => scene.isOf(data, id))
      assert.deepEqual(stage.shown(receiver.handset), [])
    })

    test('F94 reaches two phones of one user: the one that is online, and the other by a notification', async () => {
      const [sender, receiver] = [await someone(), await someone('xiaomi')]
      const second = stage.handset('apns')
      const other = await stage.open(second, receiver.user)
      await other.kill()
      const id = await scene.send(sender.phone, [receiver.user])
      await receiver.phone.event(scene.event, data => scene.isOf(data, id))
      await assertShown(second)
      const again = await stage.open(second, receiver.user)
      await again.event(scene.event, data => scene.isOf(data, id))
      assert.equal(again.all(scene.event).length, 1)
      assert.equal(receiver.phone.all(scene.event).length, 1)
      assert.deepEqual(stage.shown(receiver.handset), [])
    })
  })
}

test('seed 004: a tap on the notification gives the payload back', async () => {
  const { phone } = await someone()
  const extras = { aps: { alert: { title: 'a', body: 'b' } }, payload: '自定义透传字段,非必填' }
  await phone.order({ do: 'tell', event: 'clicked', notice: { source: 'apns', extras } })
  const clicked = (await phone.event('notificationClicked')) as {
    readonly payload: string
    readonly extras: Readonly<Record<string, unknown>>
  }
  assert.equal(clicked.payload, '自定义透传字段,非必填')
  assert.equal(clicked.extras['payload'], '自定义透传字段,非必填')
})

test('seed 004: its listeners log a registration, an arrival and a message that passes through', async () => {
  const { phone } = await someone()
  await phone.order({ do: 'listen' })
  await phone.order({ do: 'register' })
  const notice = { source: 'apns', extras: { payload: '自定义透传字段,非必填' } } as const
  await phone.order({ do: 'tell', event: 'arrived', notice })
  await phone.order({ do: 'tell', event: 'through', notice })
  for (const pattern of [
    /^\[ZPNs\] registered\. pushID: .+, error: 0$/,
    /^\[ZPNs\] notificationArrived$/,
    /^\[ZPNs\] throughMessageReceived$/,
  ])
    await phone.event('logged', ({ text }: { readonly text: string }) => pattern.test(text))
})

test('seed 004: nothing comes after unregisterPush', async () => {
  const [sender, receiver, other] = [await someone(), await someone(), await someone()]
  await receiver.phone.order({ do: 'unregister' })
  for (const { phone } of [receiver, other]) await phone.kill()
  await sender.phone.order({ do: 'createGroup', id: 'unregistered', users: [receiver.user, other.user] })
  await sender.phone.order({ do: 'sendToGroup', to: 'unregistered' })
  await assertShown(other.handset)
  assert.deepEqual(stage.shown(receiver.handset), [])
})
