// A message that came over REST, as a hand-over keeps it: what the rules of spec/easemob.md §8 and §10 need beside its conversation. Pure.
import type { Appkey, JsonObject, UserId } from '@posthouse/protocol'
import type { ConversationId } from '../chat/conversation.ts'
import { readAudience } from '../chat/conversation.ts'
import type { ChatMessage, MessageKind } from '../message/chat-message.ts'

/** What is kept; `Handover.easemob`. */
export interface EasemobPart {
  readonly kind: MessageKind
  /** Of a `txt` message. */
  readonly text?: string
  /** The sender's `ext` as it came. */
  readonly ext?: JsonObject
}

/** What a message's rules have to know of it besides. */
export interface MessagePlace {
  readonly appkey: Appkey
  readonly id: string
  readonly from: UserId
  readonly conversation: ConversationId | undefined
  readonly sentAtMs: number
  /** Members of the group. */
  readonly groupSize: number | undefined
}

/** The message for one receiver. */
export function chatMessageFor(to: UserId, part: JsonObject, place: MessagePlace): ChatMessage {
  const { kind, text, ext } = part as unknown as EasemobPart
  const { appkey, id, from, conversation, sentAtMs, groupSize } = place
  const audience = conversation === undefined ? undefined : readAudience(conversation)
  const ofGroup =
    audience?.kind === 'group'
      ? ({
          chatType: 'groupchat',
          groupId: audience.groupId,
          ...(groupSize === undefined ? {} : { groupSize }),
        } as const)
      : ({ chatType: 'chat' } as const)
  return {
    ...{ id, appkey, from, to, kind, sentAtMs },
    ...ofGroup,
    ...(text === undefined ? {} : { text }),
    ...(ext === undefined ? {} : { ext }),
  }
}
