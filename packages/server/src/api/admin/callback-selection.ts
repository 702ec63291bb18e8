// Which callbacks a request means: its texts as ids and lists, and a user as the user's latest messages.
import { type AppId, hour, type MsgId, msgIdOf, type PushStatus, userIdOf } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import { idFloor, idTimeMs } from '../../base/ids.ts'
import type { App } from '../../domain/app.ts'
import type { CallbackState } from '../../domain/callback-rule.ts'
import { type CallbackEvent, callbackEvents } from '../../domain/chat-event.ts'
import type { ReplayCursor } from '../../flows/callback/replay.ts'
import { messagesOf } from '../../flows/trace/messages-of.ts'
import type { CallbackRecord, CallbackSelection, CallbackTable, Store } from '../../ports/store.ts'
import { present } from './callback-view.ts'

/** A selection as requests write it. */
export interface SelectionTexts {
  readonly ruleId?: string
  readonly msgId?: string
  readonly username?: string
  readonly events?: readonly CallbackEvent[] | undefined
  readonly statuses?: readonly PushStatus[] | undefined
  readonly states?: readonly CallbackState[] | undefined
  readonly from?: number
  readonly until?: number
}

/** What finding a user's messages uses. */
export interface SelectionDeps {
  readonly store: Pick<Store, 'tables'>
  readonly clock: Clock
}

/** How far the clock that made an id may be from the one that told the time of what it is about. */
const slackMs: number = hour

/** A user's messages that are looked at, the latest ones. */
const messagesMax = 50

/** Throws `argument_illegal` for an id that is none, `resource_not_found` for a rule's. */
export async function selectionOf(deps: SelectionDeps, app: App, texts: SelectionTexts): Promise<CallbackSelection> {
  const { ruleId, msgId, username, events, statuses, states, from, until } = texts
  const messages =
    username === undefined ? undefined : await messagesOf(deps, app.id, userIdOf(username), undefined, messagesMax)
  return present({
    ruleId: ruleId === undefined ? undefined : ruleIdOf(ruleId),
    pushId: msgId === undefined ? undefined : idOf(msgId, 'msgId'),
    pushIds: messages?.map(message => message.msgId),
    events,
    statuses,
    states,
    fromMs: from,
    untilMs: until,
    // Ids grow with time: what was made at another time need not be looked at.
    fromId: from === undefined ? undefined : idAt(from - slackMs),
    belowId: until === undefined ? undefined : idAt(until + slackMs),
  })
}

/** Ids have 41 bits of milliseconds, till 2089. */
const idTimeMsMax = idTimeMs(2n ** 63n - 1n)

function idAt(atMs: number): bigint {
  return idFloor(Math.min(atMs, idTimeMsMax))
}

/** A query's texts, whose lists are separated by commas. */
export function textsOf<Q extends ListTexts>(
  query: Q,
): Omit<Q, keyof ListTexts> & Pick<SelectionTexts, keyof ListTexts> {
  return {
    ...query,
    events: listOf(query.events, isEvent, 'events'),
    statuses: listOf(query.statuses, isStatus, 'statuses'),
    states: listOf(query.states, isState, 'states'),
  }
}

interface ListTexts {
  readonly events?: string
  readonly statuses?: string
  readonly states?: string
}

/** Ids are unique and pages go downwards, so the first row below `id + 1` is the one, if it is there at all. */
export async function findCallback(
  callbacks: Pick<CallbackTable, 'list'>,
  appId: AppId,
  text: string,
): Promise<CallbackRecord> {
  const id = msgIdOf(text)
  const [record] = id === undefined ? [] : await callbacks.list(appId, {}, id + 1n, 1)
  if (!record || record.callback.id !== id) {
    throw new PosthouseError('resource_not_found', { what: `callback ${text}` }, { field: 'callbackId' })
  }
  return record
}

/** A refused member. */
export function illegal(field: string, reason: string): PosthouseError {
  return new PosthouseError('argument_illegal', { reason }, { field })
}

/** Where a replay goes on, as a caller keeps it: the replay's id and the lowest that it has not looked at. */
export function replayCursorText({ id, fromId }: ReplayCursor): string {
  return `${id}.${fromId}`
}

/** The same, read. */
export function replayCursorOf(text: string): ReplayCursor {
  const [id, fromId] = text.split('.').map(msgIdOf)
  if (id === undefined || fromId === undefined) throw illegal('cursor', 'cursor is none of a replay')
  return { id, fromId }
}

/** An id in a query or body. */
export function idOf(text: string, field: string): MsgId {
  const id = msgIdOf(text)
  if (id === undefined) throw illegal(field, `${field} is no id`)
  return id
}

/** A rule's id. */
export function ruleIdOf(text: string): bigint {
  const id = msgIdOf(text)
  if (id === undefined) throw ruleNotFound()
  return id
}

/** There is no such rule. */
export function ruleNotFound(): PosthouseError {
  return new PosthouseError('resource_not_found', { what: 'callback rule' }, { field: 'ruleId' })
}

function listOf<T extends string>(
  text: string | undefined,
  is: (word: string) => word is T,
  field: string,
): readonly T[] | undefined {
  if (text === undefined) return undefined
  const words = text.split(',')
  const known = words.filter(is)
  if (known.length !== words.length) throw illegal(field, `${field} holds a word that is none of its values`)
  return known
}

function isEvent(word: string): word is CallbackEvent {
  return (callbackEvents as readonly string[]).includes(word)
}

function isStatus(word: string): word is PushStatus {
  return word === 'success' || word === 'fail' || word === 'error'
}

function isState(word: string): word is CallbackState {
  return word === 'waiting' || word === 'delivered' || word === 'dead'
}
