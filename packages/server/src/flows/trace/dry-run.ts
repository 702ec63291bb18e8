// "If we pushed now": what a push would do for each of the user's devices, without doing it. Goes the way of a real push (flows/push) up to
// the commit, and turns off there: nothing is written, nothing is sent.
import type { DeviceId, MsgId, NotifierName, UserId } from '@posthouse/protocol'
import type { Notification } from '@posthouse/vendors'
import type { Clock } from '../../base/clock.ts'
import type { App } from '../../domain/app.ts'
import type { Outcome } from '../../domain/delivery.ts'
import type { DevicePlan } from '../../domain/eligibility.ts'
import { pushMaker } from '../../domain/new-push.ts'
import type { Notifier } from '../../domain/notifier.ts'
import type { Decision } from '../../domain/plan-user.ts'
import type { Push, PushDevices, Strategy } from '../../domain/push.ts'
import type { ReasonCode } from '../../domain/reason.ts'
import { asksPresence, fallsBack } from '../../domain/strategy.ts'
import type { VendorChannels } from '../../ports/channels.ts'
import { endedOutcome, type FirstStep, firstNotifiers, firstStep } from '../push/first-step.ts'
import { type OnlineWay, type OnlineWayDeps, type OnTheWire, onTheWire, openOnlineWay } from '../push/online-way.ts'
import { decisionsOf, type PlanDeps } from '../push/plan.ts'
import { openRenderings, type RenderDeps, type Renderings } from '../push/render.ts'
import { type DryRendering, dryRenderings } from './dry-rendering.ts'

/** What a dry run uses. */
export interface DryRunDeps extends PlanDeps, RenderDeps, OnlineWayDeps {
  readonly channels: Pick<VendorChannels, 'renderer' | 'inspector' | 'vendorOf'>
  readonly clock: Clock
}

/** What would be pushed. */
export interface DryRunInput {
  readonly app: App
  readonly user: UserId
  /** Absent: all of the user's. */
  readonly devices?: PushDevices | undefined
  readonly notification: Notification
  readonly strategies: readonly Strategy[]
}

/** What would happen. */
export interface DryRun {
  readonly atMs: number
  /** Whether the user has a connected device; undefined where no strategy asks. */
  readonly isOnline: boolean | undefined
  readonly plans: readonly StrategyPlan[]
  /** One for each notifier that some delivery would leave through. */
  readonly renderings: readonly DryRendering[]
  /** What the online channel would carry; undefined where no strategy uses it. */
  readonly online: OnTheWire | undefined
}

/** What a strategy would do. */
export interface StrategyPlan {
  readonly strategy: Strategy
  /** The online channel takes what the vendors refuse. */
  readonly thenOnline: boolean
  readonly deliveries: readonly DryDelivery[]
}

/** What would become of one device; `deviceId` is empty where the push is for none in particular. */
export interface DryDelivery {
  readonly deviceId: DeviceId
  readonly channel: 'vendor' | 'online' | 'none'
  /** The first way's, or the one that the reason is about. */
  readonly notifier: Notifier | undefined
  readonly deviceToken: string | undefined
  /** The notifier is paused until then, epoch ms. */
  readonly notBeforeMs: number | undefined
  /** Why no vendor is called; absent where one is. */
  readonly reason: ReasonCode | undefined
  /** What is wrong with the notification, for `invalid-message`. */
  readonly answer: unknown
}

/** Asks everything that a push of now would ask. */
export async function dryRun(deps: DryRunDeps, input: DryRunInput): Promise<DryRun> {
  const nowMs = deps.clock.now()
  const { app, user, notification, devices, strategies } = input
  const pushes = strategies.map(strategy => {
    const newPush = pushMaker({ app, source: 'async', strategy, notification, devices }, nowMs)
    return newPush(thoughtOf, user)
  })
  const decisionOf = await decisionsOf(deps, pushes, nowMs)
  const decisions = new Map(pushes.map(push => [push, decisionOf(push)]))
  const notifiers = firstNotifiers(decisions.values())
  const tools = {
    renderings: await openRenderings(deps, notifiers, nowMs),
    online: await openOnlineWay(deps, pushes),
    nowMs,
  }
  const plans = [...decisions].map(([push, decision]) => planOf(tools, push, decision))
  const [first] = pushes
  const isUsed = plans.some(
    ({ deliveries, thenOnline }) => thenOnline || deliveries.some(one => one.channel === 'online'),
  )
  return {
    atMs: nowMs,
    isOnline: strategies.some(asksPresence) ? (await deps.presence.online(app.id, [user])).has(user) : undefined,
    plans,
    renderings: first ? await dryRenderings(deps, first, [...notifiers], nowMs) : [],
    online: first && isUsed ? onTheWire(first) : undefined,
  }
}

/** No push that is kept has it. */
const thoughtOf: MsgId = 0n as MsgId

interface Tools {
  readonly renderings: Renderings
  readonly online: OnlineWay
  readonly nowMs: number
}

function planOf(tools: Tools, push: Push, decision: Decision): StrategyPlan {
  const { strategy } = push
  return { strategy, thenOnline: fallsBack(strategy), deliveries: deliveriesOf(tools, push, decision) }
}

function deliveriesOf(tools: Tools, push: Push, decision: Decision): readonly DryDelivery[] {
  const { online, nowMs } = tools
  switch (decision.kind) {
    case 'end': {
      const { outcome } = online.settle(push, endedOutcome({ reason: decision.reason }, nowMs))
      return [ended(nowhere, outcome, undefined)]
    }
    case 'online':
      return [ended(nowhere, online.deliver(push, nowMs).outcome, undefined)]
    case 'devices':
      return decision.devices.map(device => deliveryOf(tools, push, device, decision.notifiers))
  }
}

const nowhere = '' as DeviceId

function deliveryOf(
  { renderings, online, nowMs }: Tools,
  push: Push,
  device: DevicePlan,
  notifiers: ReadonlyMap<NotifierName, Notifier>,
): DryDelivery {
  // A notifier without room has some a moment later.
  const step = firstStep(
    { renderings, isFull: () => false },
    push,
    device,
    notifiers as Parameters<typeof firstStep>[3],
  )
  if (step.kind === 'end') {
    const { outcome } = online.settle(push, endedOutcome(step.ended, nowMs))
    const about = step.ended.binding && notifiers.get(step.ended.binding.notifierName)
    return { ...ended(device.deviceId, outcome, about), deviceToken: step.ended.binding?.deviceToken }
  }
  return sent(device, step)
}

function sent({ deviceId, ways: [way] }: DevicePlan, step: Exclude<FirstStep, { kind: 'end' }>): DryDelivery {
  return {
    deviceId,
    channel: 'vendor',
    notifier: step.notifier,
    deviceToken: way?.deviceToken,
    notBeforeMs: step.kind === 'later' ? step.notBeforeMs : undefined,
    reason: undefined,
    answer: undefined,
  }
}

function ended(deviceId: DeviceId, { status, reason, answer }: Outcome, notifier: Notifier | undefined): DryDelivery {
  return {
    deviceId,
    channel: status === 'success' ? 'online' : 'none',
    notifier,
    deviceToken: undefined,
    notBeforeMs: undefined,
    reason,
    answer: answer === undefined ? undefined : (JSON.parse(answer) as unknown),
  }
}

/** A push that is only looked at, with nobody to get it. */
export function unaddressed({ clock }: Pick<DryRunDeps, 'clock'>, app: App, notification: Notification): Push {
  const newPush = pushMaker({ app, source: 'async', strategy: 2, notification }, clock.now())
  return newPush(thoughtOf, '' as UserId)
}
