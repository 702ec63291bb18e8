// The handlers of the long connection's methods: each room of api/online is given the parts it asks for. A missing handler does not
// compile.
import { callMethods } from '../api/online/calls.ts'
import { conversationMethods } from '../api/online/conversations.ts'
import { groupMethods } from '../api/online/groups.ts'
import { messageMethods } from '../api/online/messages.ts'
import { pushMethods } from '../api/online/pushes.ts'
import { userMethods } from '../api/online/users.ts'
import type { Log } from '../base/log.ts'
import { createSendRate } from '../flows/chat/send-rate.ts'
import type { MethodHandlers } from '../ports/methods.ts'
import type { HandlerParts } from './handlers.ts'

/** The handlers by method. */
export function methodsOf(parts: HandlerParts & { readonly log: Log }): MethodHandlers {
  const { store, clock, ids, random } = parts
  const emit = { callbacks: store.tables.callbacks, ids, random }
  return {
    ...messageMethods({ ...parts, ask: parts, emit, rate: createSendRate(clock) }),
    ...conversationMethods(parts),
    ...groupMethods(parts),
    ...callMethods(parts),
    ...userMethods(parts),
    ...pushMethods(parts),
  }
}
