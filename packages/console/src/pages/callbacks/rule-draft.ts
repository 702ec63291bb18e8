// A rule while it is made or changed: what the reader has put in, and what the server is told. Pure.
import {
  type CallbackRulesCreateInput,
  type CallbackRulesEditInput,
  type CallbackRulesRule,
  PosthouseApiError,
} from '@posthouse/client/rest'

type Create = CallbackRulesCreateInput
type Event = NonNullable<Create['events']>[number]
type Status = NonNullable<Create['statuses']>[number]
type Kind = NonNullable<Create['messageTypes']>[number]
type Source = NonNullable<Create['sources']>[number]
type Before = CallbackRulesRule['before'] & object

/** See the head of the file. */
export interface RuleDraft {
  /** Reports what happened, or is asked before a message is delivered. */
  readonly kind: 'report' | 'ask'
  readonly name: string
  readonly url: string
  readonly events: readonly Event[]
  readonly statuses: readonly Status[]
  readonly restPushes: boolean
  readonly sources: readonly Source[]
  readonly messageTypes: readonly Kind[]
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly groups: readonly string[]
  readonly extKeys: readonly string[]
  readonly policy: CallbackRulesRule['policy']
  readonly channelNames: CallbackRulesRule['channelNames']
  readonly conversations: readonly Before['conversations'][number][]
  readonly askedTypes: readonly Kind[]
  readonly waitMs: number
  readonly onFailure: Before['onFailure']
  readonly tellSender: boolean
  /** Empty = one is made. */
  readonly secret: string
}

/** Every event, status and kind, in the order in which they are shown. */
export const ruleEvents: readonly Event[] = ['push', 'chat', 'chat_offline', 'presence']
export const ruleStatuses: readonly Status[] = ['success', 'fail', 'error']
export const ruleSources: readonly Source[] = ['sdk', 'rest']
export const askedTypes: readonly Kind[] = ['text', 'image', 'video', 'location', 'voice', 'file', 'custom']
export const messageTypes: readonly Kind[] = [...askedTypes, 'command', 'combined', 'unknown']
export const conversations: readonly Before['conversations'][number][] = ['chat', 'group', 'room', 'edit']

/** What a rule says that says nothing (spec/easemob.md §9.1). */
export const newRule: RuleDraft = {
  ...{ kind: 'report', name: '', url: '', events: ['push'], statuses: ruleStatuses, restPushes: true, secret: '' },
  ...{ sources: [], messageTypes: [], from: [], to: [], groups: [], extKeys: [] },
  ...{ policy: 'durable', channelNames: 'provider' },
  ...{ conversations, askedTypes, waitMs: 200, onFailure: 'pass', tellSender: true },
}

/** A rule as it is, to be changed. */
export function draftOf(rule: CallbackRulesRule): RuleDraft {
  const { name, url, events, statuses, restPushes, policy, channelNames, before } = rule
  const { sources = [], messageTypes: types = [], from = [], to = [], groups = [], extKeys = [] } = rule
  return {
    ...newRule,
    ...{ kind: before ? 'ask' : 'report', name, url, policy, channelNames, statuses, restPushes },
    ...{ events: before ? ['push'] : events, sources, messageTypes: types, from, to, groups, extKeys },
    ...(before && { ...before, askedTypes: before.messageTypes }),
  }
}

/** What stands in the way. */
export type RuleProblem = 'name' | 'url' | 'noEvent' | 'noStatus' | 'noConversation' | 'secret' | 'wait'

/** In the order of the form. The server looks at all of it again. */
export function ruleProblems(draft: RuleDraft): readonly RuleProblem[] {
  const { kind, name, url, events, statuses, conversations: about, askedTypes: types, secret, waitMs } = draft
  const named = kind === 'ask' ? /^[\p{Script=Han}A-Za-z0-9_]{1,32}$/u : /^[A-Za-z0-9_]{1,32}$/
  const problems: (RuleProblem | false)[] = [
    !named.test(name) && 'name',
    !/^https?:\/\/[^\s#]+$/.test(url) && 'url',
    kind === 'report' && events.length === 0 && 'noEvent',
    kind === 'report' && events.includes('push') && statuses.length === 0 && 'noStatus',
    kind === 'ask' && (about.length === 0 || types.length === 0) && 'noConversation',
    kind === 'ask' && !(waitMs >= 50 && waitMs <= 5_000) && 'wait',
    secret !== '' && !/^[\x21-\x7e]{8,128}$/.test(secret) && 'secret',
  ]
  return problems.filter(problem => problem !== false)
}

/** A member that the server refused, and why, as it says it: `parameters is invalid : url: private addresses are refused`. */
export interface Refusal {
  readonly field: string
  readonly says: string
}

/** What was thrown as a refusal of a member; undefined where it is none. */
export function refusalOf(thrown: unknown): Refusal | undefined {
  if (!(thrown instanceof PosthouseApiError)) return undefined
  // The one thing that a rule can be in conflict with is another of the same name.
  if (thrown.status === 409) return { field: 'name', says: thrown.description }
  const [, field, says = ''] = /(?:^|: )(\w+): (.+)$/s.exec(thrown.description) ?? []
  return field === undefined ? undefined : { field, says }
}

/** What a new rule is made of. */
export function createInputOf(draft: RuleDraft): Create {
  const { name, url, secret } = draft
  return { name, url, ...membersOf(draft), ...(secret === '' ? {} : { secret }) }
}

/** What is changed of a rule; its name and its kind never are. */
export function editInputOf(draft: RuleDraft): Omit<CallbackRulesEditInput, 'ruleId'> {
  return { url: draft.url, ...membersOf(draft) }
}

function membersOf(draft: RuleDraft): Omit<CallbackRulesEditInput, 'ruleId' | 'url'> {
  const { kind, policy, channelNames } = draft
  if (kind === 'ask') {
    const { conversations: about, askedTypes: types, waitMs, onFailure, tellSender } = draft
    const before = { conversations: about, messageTypes: types, waitMs, onFailure, tellSender }
    return { before: before as NonNullable<CallbackRulesEditInput['before']> }
  }
  const { events, statuses, restPushes, sources, messageTypes: types, from, to, groups, extKeys } = draft
  return {
    ...{ policy, channelNames, events, restPushes, sources, messageTypes: types, from, to, groups, extKeys },
    // Only pushes have a status; without them the last choice stays.
    ...(statuses.length === 0 ? {} : { statuses }),
  }
}

/** A rule that lists senders, receivers and groups matches nothing (Easemob's rule). */
export function matchesNothing({ kind, from, to, groups }: RuleDraft): boolean {
  return kind === 'report' && from.length > 0 && to.length > 0 && groups.length > 0
}
