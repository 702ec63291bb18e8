// Whether a rule wants to hear of something (spec/easemob.md §9.1). Pure.
import { type PushStatus, userIdOf } from '@posthouse/protocol'
import type { CallbackFilter, CallbackRule } from './callback-rule.ts'
import { type CallbackEvent, contentKindOf, type MessageSource, type SentMessage } from './chat-event.ts'

/** What a filter looks at besides the kind of event. */
export interface Addressed {
  readonly from: string
  readonly to: string
  /** Absent outside groups and rooms. */
  readonly group: string | undefined
  readonly ext: unknown
}

/** Whether a rule wants outcomes of pushes at all: where none does, settling need not look at them one by one. */
export function wantsAnyPush(rule: CallbackRule): boolean {
  // Every push comes over REST for as long as messages have no push of their own.
  return wantsEvent(rule, 'push') && rule.filter.restPushes
}

/** Whether a rule wants a push's outcome; `addressed` is asked only where it lists ids or keys. */
export function wantsPush(rule: CallbackRule, status: PushStatus, addressed: () => Addressed): boolean {
  const { filter } = rule
  return wantsAnyPush(rule) && filter.statuses.includes(status) && matches(filter, addressed)
}

/**
 * Whether a rule wants a message event. `receiver` is whom the event is about: the message's own addressee for `chat`, the member
 * who is away for `chat_offline`.
 */
export function wantsMessage(
  rule: CallbackRule,
  event: 'chat' | 'chat_offline',
  message: SentMessage,
  receiver: string,
): boolean {
  const { filter } = rule
  if (!wantsEvent(rule, event) || !includes(filter.sources, message.source)) return false
  if (filter.messageTypes && !filter.messageTypes.includes(contentKindOf(message))) return false
  return matches(filter, () => ({
    from: message.from,
    to: receiver,
    group: message.conversation === 'chat' ? undefined : message.to,
    ext: message.payload['ext'],
  }))
}

/** Whether a rule wants message events at all, of one kind or of either: where none does, nobody has to be looked up for them. */
export function wantsAnyMessage(rule: CallbackRule, event?: 'chat' | 'chat_offline'): boolean {
  return event ? wantsEvent(rule, event) : wantsEvent(rule, 'chat') || wantsEvent(rule, 'chat_offline')
}

/** Whether a rule wants logins and logouts; lists of ids and keys are of messages and leave these alone. */
export function wantsPresence(rule: CallbackRule): boolean {
  return wantsEvent(rule, 'presence')
}

function wantsEvent({ enabled, before, filter }: CallbackRule, event: CallbackEvent): boolean {
  return enabled && before === undefined && (filter.events ?? ['push']).includes(event)
}

function matches({ from, to, groups, extKeys }: CallbackFilter, addressed: () => Addressed): boolean {
  if (!from && !to && !groups && !extKeys) return true
  // A message goes to a user or to a group; the original matches nothing where a rule names senders, receivers and groups.
  if (from && to && groups) return false
  const facts = addressed()
  if (groups && (facts.group === undefined || !groups.includes(facts.group))) return false
  return hasId(from, facts.from) && hasId(to, facts.to) && hasOneOf(facts.ext, extKeys)
}

/** User ids are folded to lower case wherever they come in; whoever lists one may have written it as it is shown. */
function hasId(list: readonly string[] | undefined, id: string): boolean {
  return list === undefined || list.includes(id) || list.some(one => userIdOf(one) === userIdOf(id))
}

function includes<T extends string>(list: readonly T[] | undefined, value: T | MessageSource): boolean {
  return list === undefined || (list as readonly string[]).includes(value)
}

function hasOneOf(ext: unknown, keys: readonly string[] | undefined): boolean {
  if (keys === undefined) return true
  if (typeof ext !== 'object' || ext === null) return false
  return keys.some(key => Object.hasOwn(ext, key))
}
