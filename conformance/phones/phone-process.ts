// The process of one phone: the client as an app has it, with the code of seed 004, at the orders of whoever started it. To kill the
// app is to kill this process.
import * as files from 'node:fs'
import ZIM, { fileShelf, ZPNs } from '@posthouse/client'
import { createTestPush, type TestPush, usePush } from '@posthouse/client/push'
import * as seed from '../seed-004/samples.ts'
import type { Order, PhoneSetting, Word } from './orders.ts'

let push: TestPush | undefined

function say(word: Word): void {
  process.send?.(word)
}

function tell(event: string, data: unknown): void {
  say({ kind: 'event', event, data })
}

/** Everything that an app may hear of in these scenes. */
const zimEvents = [
  'connectionStateChanged',
  'error',
  'peerMessageReceived',
  'groupMessageReceived',
  'callInvitationReceived',
  'callInvitationCancelled',
  'callInvitationTimeout',
  'callInvitationEnded',
  'callUserStateChanged',
  'groupStateChanged',
] as const

function start({ appID, appSign, server, shelf, tokens }: PhoneSetting): void {
  push = createTestPush([...new Set(tokens.map(({ source }) => source))], tokens)
  usePush(push)
  const zim = ZIM.create({ appID, appSign, server, ports: { shelf: fileShelf(files, shelf) } })
  if (!zim) throw new Error('there is a ZIM already')
  for (const event of zimEvents) zim.on(event, (_: unknown, data: unknown) => tell(event, data))
  ZPNs.getInstance().on('notificationClicked', data => tell('notificationClicked', data))
  ZPNs.getInstance().on('registered', data => tell('registered', data))
  ZPNs.getInstance().on('notificationArrived', data => tell('notificationArrived', data))
  ZPNs.getInstance().on('throughMessageReceived', data => tell('throughMessageReceived', data))
}

async function obey(order: Order): Promise<unknown> {
  if (order.do === 'start') return start(order.setting)
  const zim = ZIM.getInstance()
  switch (order.do) {
    case 'permit':
      return seed.applyPermission()
    case 'listen':
      return seed.listen({ log: (text, message) => tell('logged', { text, message }) })
    case 'configure':
      return seed.configure()
    case 'register':
      return seed.register()
    case 'unregister':
      return ZPNs.getInstance().unregisterPush()
    case 'login':
      return zim.login(order.user, { userName: order.user, token: '' })
    case 'logout':
      return zim.logout()
    case 'send':
      return (await seed.sendToUser(zim, order.to)).message
    case 'sendToGroup':
      return (await seed.sendToGroup(zim, order.to)).message
    case 'invite':
      return seed.invite(zim, [...order.invitees])
    case 'createGroup':
      return zim.createGroup({ groupID: order.id, groupName: order.id, groupAvatarUrl: '' }, [...order.users])
    case 'tell':
      return push?.tell(order.event, order.notice)
  }
}

process.on('message', async ({ id, order }: { readonly id: number; readonly order: Order }) => {
  try {
    say({ kind: 'done', id, result: (await obey(order)) ?? null })
  } catch (cause) {
    const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown }
    say({
      kind: 'failed',
      id,
      error: { code: typeof code === 'number' ? code : -1, message: String(message ?? cause) },
    })
  }
})
