// The bodies of example callbacks, one for each event and reason. Each says so itself: `payload.ext.sample` is true, or the user is called
// sample-user.
import type { DeviceId, MsgId, NotifierName, PushStatus, UserId } from '@posthouse/protocol'
import { md5Hex } from '../../base/crypto.ts'
import type { App } from '../../domain/app.ts'
import { callbackText } from '../../domain/callback-body.ts'
import type { ChannelNames } from '../../domain/callback-rule.ts'
import type { CallbackEvent, SentMessage } from '../../domain/chat-event.ts'
import { messageCallbackText, type Signing } from '../../domain/message-callback.ts'
import { presenceCallbackText } from '../../domain/presence-callback.ts'
import { type Bilingual, type ReasonCode, reasons } from '../../domain/reason.ts'

/** What an example is of. */
export interface SampleSubject {
  readonly event: CallbackEvent
  /** Of a push. */
  readonly reason: ReasonCode
}

/** Everything that there is an example of, in words. */
export const sampleSubjects: readonly {
  readonly event: CallbackEvent
  readonly reason?: ReasonCode
  readonly text: Bilingual
}[] = [
  ...Object.entries(reasons).map(([reason, { text }]) => ({
    event: 'push' as const,
    reason: reason as ReasonCode,
    text,
  })),
  { event: 'chat', text: { en: 'A message went up.', zh: '消息已上行。' } },
  { event: 'chat_offline', text: { en: 'A message is kept for somebody who is away.', zh: '消息已为离线用户保存。' } },
  { event: 'presence', text: { en: 'A device came online.', zh: '设备上线。' } },
]

/** What a body is made with. */
export interface SampleMaking {
  readonly app: Pick<App, 'appkey'>
  readonly id: MsgId
  readonly channelNames: ChannelNames
  readonly signing: Signing
}

const [sender, receiver] = ['sample-sender' as UserId, 'sample-user' as UserId]
const device = 'sample-device' as DeviceId

/** The exact text. */
export function sampleText({ event, reason }: SampleSubject, making: SampleMaking): string {
  switch (event) {
    case 'push':
      return pushText(reason, making)
    case 'chat':
    case 'chat_offline':
      return messageCallbackText(sampleMessage(making), event, receiver, making.signing)
    case 'presence':
      return presenceText(making)
  }
}

/** A message, also for a rule that is asked before delivery. */
export function sampleMessage({ app, id }: Pick<SampleMaking, 'app' | 'id'>): SentMessage {
  const bodies = [{ type: 'txt', msg: 'A sample callback' }]
  return {
    appkey: app.appkey,
    id,
    source: 'sdk',
    conversation: 'chat',
    kind: 'message',
    from: sender,
    to: receiver,
    payload: { ext: { sample: true }, bodies, from: sender, to: receiver, type: 'chat' },
  }
}

function presenceText({ app, signing }: SampleMaking): string {
  const change = { os: 'android', reason: 'login', ip: '192.0.2.10:48098', host: 'sample', version: '0.0.0' } as const
  return presenceCallbackText(
    { appkey: app.appkey, user: receiver, deviceId: device, ...change, atMs: signing.atMs },
    signing,
  )
}

function pushText(reason: ReasonCode, { app, id, channelNames, signing }: SampleMaking): string {
  const notification = { title: 'Posthouse', content: 'A sample callback', ext: { sample: true }, blocks: {} }
  const status = statusOf(reason)
  const outcome = {
    status,
    reason,
    notifierName: 'sample-notifier' as NotifierName,
    provider: 'APNS',
    deviceToken: 'sample-device-token',
    answer: status === 'error' ? undefined : JSON.stringify({ accepted: status === 'success' }),
    errorMessage: status === 'error' ? 'connect timed out' : undefined,
    possibleDuplicate: reason === 'vendor-unclear',
    unbound: false,
    settledAtMs: signing.atMs,
  }
  const push = { id, target: receiver, notification }
  const subject = { appkey: app.appkey, push, delivery: { deviceId: device }, outcome }
  return callbackText(subject, signing.secret, md5Hex, channelNames)
}

function statusOf(reason: ReasonCode): PushStatus {
  if (reason === 'delivered' || reason === 'delivered-online') return 'success'
  return reason === 'vendor-unreachable' || reason === 'vendor-unclear' ? 'error' : 'fail'
}
