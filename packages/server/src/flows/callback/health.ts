// How the endpoints of an app's rules do: answers of the last hour, what waits, and which of them is left alone and until when; and an
// operator's word that this is over.
import { type AppId, hour } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { createSharedLook } from '../../base/shared-look.ts'
import { lifted } from '../../domain/callback-ban.ts'
import { isHeldBack } from '../../domain/callback-policy.ts'
import type { CallbackRule } from '../../domain/callback-rule.ts'
import { healthOf, type TryHealth } from '../../domain/rule-health.ts'
import type { Bus } from '../../ports/bus.ts'
import type { CallbackDeskTable, RuleTable, Store } from '../../ports/store.ts'
import type { BreakerBook } from './breaker-book.ts'
import { findRule } from './rules.ts'

/** What looking uses. */
export interface HealthParts {
  readonly rules: Pick<RuleTable, 'ofApp'>
  readonly callbackDesk: Pick<CallbackDeskTable, 'waitingOf'>
  readonly hourOf: HourLook
  readonly breakers: Pick<BreakerBook, 'restsUntil'>
  readonly clock: Clock
}

/** A rule's last hour. */
export interface RuleHour extends TryHealth {
  /** Whether there were more tries than were looked at. */
  readonly isSample: boolean
}

/** Looks at the hour of the rule with this id. */
export type HourLook = (ruleId: bigint) => Promise<RuleHour>

/** One rule. Instants are epoch ms. */
export interface RuleHealth extends RuleHour {
  readonly rule: CallbackRule
  /** Counted up to {@link waitingMax}. */
  readonly waiting: number
  readonly bannedUntilMs: number | undefined
  readonly restsUntilMs: number | undefined
}

/** The latest tries of a rule that are looked at: 10 ms or so. */
const triesMax = 5_000
/** Rules whose look is shared. */
const rulesMax = 400

/** Most that is counted of what waits. */
export const waitingMax = 10_000

/** A look at rules' hours that all who watch share. */
export function createHourLook({
  callbackDesk,
  clock,
}: {
  readonly callbackDesk: Pick<CallbackDeskTable, 'triesOf'>
  readonly clock: Clock
}): HourLook {
  return createSharedLook(clock, rulesMax, async (ruleId: bigint) => {
    const tries = await callbackDesk.triesOf(ruleId, clock.now() - hour, triesMax)
    return { ...healthOf(tries), isSample: tries.length === triesMax }
  })
}

/** All rules of an app, of which there are four at most. */
export async function rulesHealth(parts: HealthParts, appId: AppId): Promise<readonly RuleHealth[]> {
  return await Promise.all((await parts.rules.ofApp(appId)).map(rule => ruleHealth(parts, rule)))
}

async function ruleHealth(
  { callbackDesk, hourOf, breakers, clock }: HealthParts,
  rule: CallbackRule,
): Promise<RuleHealth> {
  const nowMs = clock.now()
  const [ofHour, waiting] = await Promise.all([
    hourOf(rule.id),
    callbackDesk.waitingOf(rule.appId, rule.id, waitingMax),
  ])
  return {
    ...ofHour,
    ...{ rule, waiting },
    bannedUntilMs: isHeldBack(rule, nowMs) ? rule.ban?.untilMs : undefined,
    restsUntilMs: breakers.restsUntil(rule.id),
  }
}

/** What releasing uses. */
export interface ReleaseParts {
  readonly rules: Pick<RuleTable, 'find' | 'update'>
  readonly store: Pick<Store, 'commit'>
  readonly bus: Pick<Bus, 'publish'>
}

/** Ends a rule's ban, and has every node ask its endpoint again at once. Throws `resource_not_found`. */
export async function releaseRule({ rules, store, bus }: ReleaseParts, appId: AppId, id: bigint): Promise<void> {
  const { ban } = await findRule({ rules }, appId, id)
  if (ban) {
    await store.commit([rules.update(appId, id, { ban: lifted(ban) })])
    bus.publish({ kind: 'app.changed', appId })
  }
  bus.publish({ kind: 'callback.released', ruleId: id })
}
