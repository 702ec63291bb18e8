// Messages over REST (spec/easemob.md §10.7). Only translation.
import { type JsonObject, type MsgId, type messageEndpoints, msgIdOf, userIdOf } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import { readRestMessage } from '../../domain/chat/rest-message.ts'
import { type RecallOverRestDeps, recallOverRest } from '../../flows/chat/recall-over-rest.ts'
import { type SendOverRestDeps, sendToGroups, sendToUsers } from '../../flows/chat/send-over-rest.ts'
import type { Handlers } from '../../http/handler.ts'

/** What these endpoints use. */
export type MessageApiDeps = SendOverRestDeps & RecallOverRestDeps

type SendBody = Omit<Parameters<typeof readRestMessage>[0], 'body' | 'ext'> & {
  readonly body: Readonly<Record<string, unknown>>
  readonly ext?: Readonly<Record<string, unknown>>
}

/** Handlers of the endpoints about messages. */
export function messageHandlers(deps: MessageApiDeps): Handlers<typeof messageEndpoints> {
  return {
    async sendToUsers({ body }, { app }) {
      const sent = await sendToUsers(deps, app, body.to.map(userIdOf), messageOf(body))
      return { data: Object.fromEntries(body.to.map(name => [name, idOf(sent.get(userIdOf(name)))])) }
    },
    async sendToGroups({ body }, { app }) {
      const sent = await sendToGroups(deps, app, body.to, messageOf(body))
      return { data: Object.fromEntries(body.to.map(name => [name, idOf(sent.get(name))])) }
    },
    async recall({ body }, { app }) {
      const { msg_id, to, chat_type, from = 'admin', force, recallMessageExtensionInfo = '' } = body
      for (const [field, value] of Object.entries({ msg_id, to, chat_type }))
        if (value === '') throw new PosthouseError('recall_param_empty', { field }, { field })
      const conversationType = conversationTypeOf(chat_type)
      await recallOverRest(deps, app, {
        id: readId(msg_id),
        by: userIdOf(from),
        to: conversationType === 2 ? to : userIdOf(to),
        conversationType,
        isForced: force,
        extendedData: recallMessageExtensionInfo,
      })
      return { data: { recalled: 'yes' as const, chattype: chat_type, from, to, msg_id } }
    },
  }
}

function messageOf({ body, ext, ...rest }: SendBody) {
  return readRestMessage({ ...rest, body: body as JsonObject, ext: ext as JsonObject | undefined })
}

function idOf(id: MsgId | undefined): string {
  return String(id ?? '')
}

/** Rooms are not kept here. */
function conversationTypeOf(chatType: string): 0 | 2 {
  if (chatType === 'chat') return 0
  if (chatType === 'groupchat') return 2
  throw new PosthouseError('recall_target_unknown', {}, { field: 'chat_type' })
}

/** An id that no message has is one that is not found. */
function readId(text: string): MsgId {
  const id = msgIdOf(text)
  if (id === undefined) throw new PosthouseError('recall_not_found')
  return id
}
