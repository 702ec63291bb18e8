// Methods of messages (spec/zego.md §3.3, §3.11, §8.5).
import { contentBytesMax, extendedDataBytesMax, mentionedMax, pageMax, usersPerCallMax } from '../limits.ts'
import { digits, flag, jsonObject, list, object, oneOf, text, whole } from '../shape.ts'
import { conversationType, id, instant, message, pushConfig } from '../values.ts'

const inConversation = { conversationId: id, conversationType }

/** Name → what it takes and what it gives. */
export const messageMethods = {
  /** Stores a message and acknowledges it; of a command: passes it on to whoever is connected, with `seq` 0 and `position` 0. */
  'message.send': {
    params: object(
      {
        /** The sender's own name for it: the same one again is the same message (spec/zego.md §8.3). */
        localId: text(128, 1),
        to: id,
        conversationType,
        type: whole(1, 200),
        content: jsonObject(contentBytesMax),
        /** 1 low, 2 medium, 3 high. */
        priority: oneOf(1, 2, 3),
      },
      {
        extendedData: text(extendedDataBytesMax),
        push: pushConfig,
        mentioned: list(id, mentionedMax),
        mentionsAll: flag,
        /** Those who are mentioned are pushed to although they do not want to be disturbed. */
        notifiesMentioned: flag,
        isQuiet: flag,
        hasReceipt: flag,
        repliedTo: digits,
      },
    ),
    result: object({ id: digits, seq: whole(0), sentAtMs: instant, position: whole(0) }),
  },
  /** At most `count` messages in order of `seq`: the newest before `before`, or the oldest after `after`; neither = the newest. */
  'message.history': {
    params: object({ ...inConversation, count: whole(1, pageMax) }, { before: whole(1), after: whole(0) }),
    result: object({ messages: list(message, pageMax) }),
  },
  'message.find': {
    params: object({ ...inConversation, seqs: list(whole(1), 10, 1) }),
    result: object({ messages: list(message, 10) }),
  },
  /** Takes an own message back, up to two minutes after it was sent; group owners and admins those of members. */
  'message.recall': {
    params: object({ ...inConversation, id: digits }, { push: pushConfig, extendedData: text(extendedDataBytesMax) }),
    result: object({ message }),
  },
  /** Hides messages from the caller for good; no ids = all that there are now. */
  'message.delete': {
    params: object({ ...inConversation }, { ids: list(digits, usersPerCallMax, 1) }),
    result: object({}),
  },
} as const
