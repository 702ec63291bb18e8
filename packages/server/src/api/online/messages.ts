// Methods of messages: from parameters to flows and back.
import { deleteMessages } from '../../flows/chat/delete-messages.ts'
import { findMessages, history } from '../../flows/chat/history.ts'
import { type RecallDeps, recallMessage } from '../../flows/chat/recall.ts'
import { type SendDeps, sendMessage } from '../../flows/chat/send-message.ts'
import type { MethodHandlers } from '../../ports/methods.ts'
import { namedConversation, namedMessage } from './named.ts'

/** What these methods use. */
export type MessageMethodDeps = SendDeps & RecallDeps

/** See the head of the file. */
export function messageMethods(
  deps: MessageMethodDeps,
): Pick<MethodHandlers, 'message.send' | 'message.history' | 'message.find' | 'message.recall' | 'message.delete'> {
  return {
    'message.send': (caller, params) => sendMessage(deps, caller, params),
    async 'message.history'(caller, params) {
      const messages = await history(deps, caller.app, caller.user, namedConversation(caller, params), params)
      return { messages }
    },
    async 'message.find'(caller, params) {
      const conversation = namedConversation(caller, params)
      return { messages: await findMessages(deps, caller.app, caller.user, conversation, params.seqs) }
    },
    async 'message.recall'(caller, params) {
      const { push, extendedData } = params
      const conversation = namedConversation(caller, params)
      const id = namedMessage(params.id)
      return { message: await recallMessage(deps, caller, { conversation, id, push, extendedData }) }
    },
    async 'message.delete'(caller, params) {
      const conversation = namedConversation(caller, params)
      await deleteMessages(deps, caller, conversation, params.ids?.map(namedMessage))
      return {}
    },
  }
}
