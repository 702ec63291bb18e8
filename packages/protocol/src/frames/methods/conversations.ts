// Methods of conversations (spec/zego.md §3.4, §8.4, §8.6).
import { pageMax } from '../limits.ts'
import { flag, list, object, oneOf, whole } from '../shape.ts'
import { conversation, conversationType, id } from '../values.ts'

const which = object({ conversationId: id, conversationType })

/** Name → what it takes and what it gives. */
export const conversationMethods = {
  /** At most `count`, the newest first, those below `before` (an `orderKey`). */
  'conversation.list': {
    params: object(
      { count: whole(1, pageMax) },
      { before: whole(0), types: list(conversationType, 2), onlyUnread: flag },
    ),
    result: object({ conversations: list(conversation, pageMax) }),
  },
  'conversation.find': { params: which, result: object({ conversation }) },
  /** Removes it from the list, with its messages so far, for the caller. */
  'conversation.delete': { params: which, result: object({}) },
  /** Nothing in it is unread any more. */
  'conversation.read': { params: which, result: object({}) },
  'conversation.readAll': { params: object({}), result: object({}) },
  /** Unread messages of all conversations that may notify. */
  'conversation.unread': {
    params: object({}, { types: list(conversationType, 2) }),
    result: object({ unread: whole(0) }),
  },
  'conversation.notify': {
    params: object({ conversationId: id, conversationType, status: oneOf(1, 2) }),
    result: object({}),
  },
} as const
