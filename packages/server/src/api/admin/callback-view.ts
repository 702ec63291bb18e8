// What the operator sees of rules and callbacks: rows as plain members, without secrets, bodies and device tokens.
import type { callbackEndpoints, EndpointReply } from '@posthouse/protocol'
import { isHeldBack } from '../../domain/callback-policy.ts'
import type { CallbackRule, CallbackTry } from '../../domain/callback-rule.ts'
import { webhookIdOf } from '../../domain/callback-signature.ts'
import type { CallbackRecord } from '../../ports/store.ts'

type RuleView = EndpointReply<typeof callbackEndpoints.callbackRuleGet>['rule']
type CallbackView = EndpointReply<typeof callbackEndpoints.callbackGet>['callback']

/** A rule; its ban is shown while it lasts. */
export function ruleView(rule: CallbackRule, nowMs: number): RuleView {
  const { filter, ban, before } = rule
  const { events = ['push'], statuses, restPushes, sources, messageTypes, from, to, groups, extKeys } = filter
  return {
    id: String(rule.id),
    name: rule.name,
    url: rule.url,
    enabled: rule.enabled,
    events: before ? [] : [...events],
    statuses: [...statuses],
    restPushes,
    policy: rule.policy,
    channelNames: rule.channelNames,
    createdAt: rule.createdAtMs,
    ...present({
      disabledBecause: rule.disabledBecause,
      sources: sources && [...sources],
      messageTypes: messageTypes && [...messageTypes],
      from: from && [...from],
      to: to && [...to],
      groups: groups && [...groups],
      extKeys: extKeys && [...extKeys],
      bannedUntil: isHeldBack(rule, nowMs) ? ban?.untilMs : undefined,
      before: before && {
        ...before,
        conversations: [...before.conversations],
        messageTypes: [...before.messageTypes],
      },
    }),
  }
}

/** The members that have a value. */
export function present<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const given = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(given) as { [K in keyof T]?: Exclude<T[K], undefined> }
}

/** A callback; `msgId` and `status` only where it has one. */
export function callbackView({ callback, state, dueAtMs, tries }: CallbackRecord): CallbackView {
  return {
    id: String(callback.id),
    webhookId: webhookIdOf(callback.id),
    ruleId: String(callback.ruleId),
    event: callback.event,
    state,
    createdAt: callback.createdAtMs,
    tries: tries.map(tryView),
    ...present({
      msgId: callback.pushId === 0n ? undefined : String(callback.pushId),
      status: callback.event === 'push' ? callback.status : undefined,
      dueAt: dueAtMs,
      detail: detailOf(callback.body),
      deviceId: callback.deviceId || undefined,
      targetUrl: callback.targetUrl,
    }),
  }
}

function tryView({ number, atMs, durationMs, httpStatus, error, excerpt }: CallbackTry) {
  return { number, at: atMs, durationMs, ...present({ httpStatus, error, excerpt }) }
}

function detailOf(body: string): string | undefined {
  const { detail } = JSON.parse(body) as { readonly detail?: string }
  return detail
}
