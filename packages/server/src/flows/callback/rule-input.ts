// What an owner says about a rule, read into what the rule then says: names, filters, the question before delivery. Pure; throws
// `parameter_invalid` naming the member.
import type { PushStatus } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import {
  askedAbout,
  askedKinds,
  type BeforeDelivery,
  waitMsBounds,
  waitMsDefault,
} from '../../domain/before-delivery.ts'
import {
  type CallbackFilter,
  type ChannelNames,
  type DeliveryPolicy,
  filterValuesMax,
} from '../../domain/callback-rule.ts'
import type { CallbackEvent, ContentKind, MessageSource } from '../../domain/chat-event.ts'

/** Which events are wanted; an empty list takes a filter away. */
export interface FilterInput {
  readonly events?: readonly CallbackEvent[]
  readonly statuses?: readonly PushStatus[]
  readonly restPushes?: boolean
  readonly sources?: readonly MessageSource[]
  readonly messageTypes?: readonly ContentKind[]
  readonly from?: readonly string[]
  readonly to?: readonly string[]
  readonly groups?: readonly string[]
  readonly extKeys?: readonly string[]
}

/** A question before delivery; absent members stand for everything, 200 ms, and letting pass. */
export type BeforeInput = Partial<BeforeDelivery>

/** How callbacks are made and delivered. */
export interface DeliveryInput {
  readonly policy?: DeliveryPolicy
  readonly channelNames?: ChannelNames
}

const lists = ['events', 'sources', 'messageTypes', 'from', 'to', 'groups', 'extKeys'] as const
const valueLists = ['from', 'to', 'groups', 'extKeys'] as const

/** What a rule wants that says nothing: every push outcome. */
export const newFilter: CallbackFilter = { statuses: ['success', 'fail', 'error'], restPushes: true }

/** The filter with what was given. */
export function changedFilter(filter: CallbackFilter, input: FilterInput): CallbackFilter {
  for (const name of valueLists) {
    if ((input[name]?.length ?? 0) > filterValuesMax) throw invalid(name, `at most ${filterValuesMax} values`)
  }
  const given = lists.filter(name => input[name] !== undefined)
  const kept = Object.fromEntries(
    Object.entries(filter).filter(([name]) => !(given as readonly string[]).includes(name)),
  )
  const set = Object.fromEntries(given.filter(name => input[name]?.length).map(name => [name, input[name]]))
  return {
    ...kept,
    ...set,
    statuses: input.statuses ?? filter.statuses,
    restPushes: input.restPushes ?? filter.restPushes,
  }
}

/** The question with what was given. */
export function changedBefore(before: BeforeDelivery, input: BeforeInput): BeforeDelivery {
  const { waitMs = before.waitMs } = input
  if (!Number.isInteger(waitMs) || waitMs < waitMsBounds.min || waitMs > waitMsBounds.max) {
    throw invalid('before', `waitMs is ${waitMsBounds.min} to ${waitMsBounds.max}`)
  }
  return { ...before, ...input }
}

/** A question that says nothing: about everything, with the original's wait, letting pass what is not answered. */
export const newBefore: BeforeDelivery = {
  conversations: askedAbout,
  messageTypes: askedKinds,
  waitMs: waitMsDefault,
  onFailure: 'pass',
  tellSender: true,
}

/** Names are letters, digits and `_`; those of rules that ask before delivery may be Chinese (spec/easemob.md §9.1). */
export function checkName(name: string, asksBefore: boolean): void {
  const allowed = asksBefore ? /^[\p{Script=Han}A-Za-z0-9_]{1,32}$/u : /^[A-Za-z0-9_]{1,32}$/
  if (allowed.test(name)) return
  throw invalid('name', `${asksBefore ? 'Chinese characters, letters' : 'letters'}, digits and _, at most 32`)
}

/** A rule that is asked before delivery makes no callbacks, so whatever says which ones it wants is a mistake. */
export function checkNoFilter(input: FilterInput): void {
  const given = [...lists, 'statuses', 'restPushes'].find(name => Object.hasOwn(input, name))
  if (given !== undefined) throw invalid(given, 'not for a rule that is asked before delivery')
}

/** A refused member. */
export function invalid(field: string, why: string): PosthouseError {
  return new PosthouseError('parameter_invalid', { field: `${field}: ${why}` }, { field })
}
