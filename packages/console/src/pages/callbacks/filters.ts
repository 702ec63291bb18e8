// Which callbacks the page shows, as its address says it and as the server is asked. Pure.
import type { CallbacksListInput, CallbacksReplayInput } from '@posthouse/client/rest'

/** The names in the address; all are texts, empty = not asked for. */
export const filterNames = ['rule', 'state', 'event', 'status', 'of', 'from', 'until'] as const

/** A filter. */
export type Filter = Readonly<Record<(typeof filterNames)[number], string>>

type Event = NonNullable<CallbacksReplayInput['events']>[number]
type Status = NonNullable<CallbacksReplayInput['statuses']>[number]
type State = NonNullable<CallbacksReplayInput['states']>[number]

/** What the server is asked for a list or a count. */
export function listInputOf({ rule, state, event, status, of, from, until }: Filter): CallbacksListInput {
  return {
    ...(rule === '' ? {} : { ruleId: rule }),
    ...(state === '' ? {} : { states: state }),
    ...(event === '' ? {} : { events: event }),
    ...(status === '' ? {} : { statuses: status }),
    ...whoseOf(of),
    ...timesOf({ from, until }),
  }
}

/** The same for a replay. */
export function replayInputOf({ rule, state, event, status, of, from, until }: Filter): CallbacksReplayInput {
  return {
    ...(rule === '' ? {} : { ruleId: rule }),
    ...(state === '' ? {} : { states: [state as State] }),
    ...(event === '' ? {} : { events: [event as Event] }),
    ...(status === '' ? {} : { statuses: [status as Status] }),
    ...whoseOf(of),
    ...timesOf({ from, until }),
  }
}

/** Ids of messages have fifteen digits or more; users who are called so are found by their messages. */
function whoseOf(of: string): { readonly msgId?: string; readonly username?: string } {
  if (of === '') return {}
  return /^[1-9][0-9]{14,18}$/.test(of) ? { msgId: of } : { username: of }
}

function timesOf({ from, until }: Pick<Filter, 'from' | 'until'>): { readonly from?: number; readonly until?: number } {
  const [fromMs, untilMs] = [momentOf(from), momentOf(until)]
  return { ...(fromMs === undefined ? {} : { from: fromMs }), ...(untilMs === undefined ? {} : { until: untilMs }) }
}

/** An instant as the address has it, epoch ms. */
export function momentOf(text: string): number | undefined {
  return /^[0-9]{1,15}$/.test(text) ? Number(text) : undefined
}

/** Whether anything is asked for. */
export function isFiltered(filter: Filter): boolean {
  return filterNames.some(name => filter[name] !== '')
}
