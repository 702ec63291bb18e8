// Messages for the tests of these rooms: whole and valid, with the members that a test is about given by it.
import { appkeyOf, type UserId } from '@posthouse/protocol'
import type { ChatMessage } from '../chat-message.ts'

/** A text from alice to bob, one to one. */
export function aMessage(with_: Partial<ChatMessage> = {}): ChatMessage {
  return {
    id: '1029000000000000001',
    appkey: appkeyOf('acme', 'demo'),
    from: 'alice' as UserId,
    to: 'bob' as UserId,
    chatType: 'chat',
    kind: 'txt',
    text: 'hello',
    sentAtMs: 1_700_000_000_000,
    ...with_,
  }
}

/** The same in a group. */
export function aGroupMessage(with_: Partial<ChatMessage> = {}): ChatMessage {
  return aMessage({ chatType: 'groupchat', groupId: '200000000000001', groupSize: 3, ...with_ })
}
