// A message and a login for tests, as the samples of spec/easemob.md §9.7 and §9.9 have them.
import type { Appkey, DeviceId, MsgId, UserId } from '@posthouse/protocol'
import type { PresenceChange, SentMessage } from '../chat-event.ts'

/** A text that alice sent to a group. */
export function aGroupMessage(with_: Partial<SentMessage> = {}): SentMessage {
  return {
    appkey: 'acme#demo' as Appkey,
    id: 1_029_000_000_000_000_006n as MsgId,
    source: 'sdk',
    conversation: 'group',
    kind: 'message',
    from: 'alice' as UserId,
    to: '200000000000001',
    payload: {
      ext: {},
      bodies: [{ msg: 'hi', type: 'txt' }],
      from: 'alice',
      to: '200000000000001',
      type: 'groupchat',
    },
    ...with_,
  }
}

/** A text that alice sent to bob. */
export function aChatMessage(with_: Partial<SentMessage> = {}): SentMessage {
  const payload = { ext: {}, bodies: [{ msg: 'hi', type: 'txt' }], from: 'alice', to: 'bob', type: 'chat' }
  return aGroupMessage({ conversation: 'chat', to: 'bob', payload, ...with_ })
}

/** Alice's phone logs in. */
export function aLogin(with_: Partial<PresenceChange> = {}): PresenceChange {
  return {
    appkey: 'acme#demo' as Appkey,
    user: 'alice' as UserId,
    deviceId: 'dev-0001' as DeviceId,
    os: 'android',
    reason: 'login',
    ip: '192.0.2.10:48098',
    host: 'node-1',
    version: '4.5.0',
    atMs: 1_700_000_005_000,
    ...with_,
  }
}
