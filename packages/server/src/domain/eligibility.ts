// Which devices a push goes to, by which ways and in which order; or why not (spec/easemob.md §10.4, steps 7 and 8). Pure.
import type { DeviceId, NotifierName } from '@posthouse/protocol'
import type { Way } from './delivery.ts'
import type { Binding } from './device.ts'
import { type DeviceFilter, excludes } from './device-filter.ts'
import { isForVoip, type Notifier, restsUntil } from './notifier.ts'
import type { ReasonCode } from './reason.ts'

/** What is decided for one device. */
export interface DevicePlan {
  readonly deviceId: DeviceId
  /** In the order they are tried; never empty when `skip` is absent. */
  readonly ways: readonly Way[]
  /** Why nothing is sent to this device, and about which binding. */
  readonly skip: { readonly reason: ReasonCode; readonly binding: Binding } | undefined
  /** Send no earlier than this, which is within the deadline: the first way's notifier is paused (epoch ms). */
  readonly notBeforeMs: number | undefined
}

/** What planning has to know of a push. */
export interface PlannedFor {
  readonly isVoip: boolean
  /** Devices and notifiers that the sender wants, or does not want; absent = all. */
  readonly filter?: DeviceFilter
  /** No attempt begins after this instant, epoch ms. */
  readonly deadlineMs: number
}

/**
 * One plan per device. A device with several bindings gets one notification, not several: its latest binding is tried first and
 * the others only after a definite refusal. A notifier that is paused beyond the deadline cannot be used (F55). A device is skipped
 * when none of its bindings can be used; the reason is then that of its latest one.
 */
export function planDevices(
  bindings: readonly Binding[],
  notifiers: ReadonlyMap<NotifierName, Notifier>,
  push: PlannedFor,
  nowMs: number,
): readonly DevicePlan[] {
  const [only] = bindings
  if (only && bindings.length === 1) return [planDevice(only.deviceId, bindings, notifiers, push, nowMs)]
  const plans: DevicePlan[] = []
  for (const ofDevice of byDevice(bindings)) {
    plans.push(planDevice(ofDevice[0].deviceId, ofDevice, notifiers, push, nowMs))
  }
  return plans
}

/** A user has few devices, most of them with one binding: looking through them costs less than a map. */
function byDevice(bindings: readonly Binding[]): readonly (readonly [Binding, ...Binding[]])[] {
  const devices: [Binding, ...Binding[]][] = []
  for (const binding of bindings) {
    const ofDevice = devices.find(([first]) => first.deviceId === binding.deviceId)
    if (ofDevice) ofDevice.push(binding)
    else devices.push([binding])
  }
  return devices
}

function planDevice(
  deviceId: DeviceId,
  bindings: readonly Binding[],
  notifiers: ReadonlyMap<NotifierName, Notifier>,
  push: PlannedFor,
  nowMs: number,
): DevicePlan {
  const latestFirst = bindings.length === 1 ? bindings : bindings.toSorted((a, b) => b.boundAtMs - a.boundAtMs)
  const ways: Way[] = []
  let skip: DevicePlan['skip']
  let notBeforeMs: number | undefined
  for (const binding of latestFirst) {
    const notifier = notifiers.get(binding.notifierName)
    const reason = refusal(binding, notifier, push, nowMs)
    if (reason || !notifier) {
      skip ??= { reason: reason ?? 'no-notifier', binding }
      continue
    }
    const untilMs = pausedUntil(notifier, nowMs)
    if (untilMs !== undefined && untilMs > push.deadlineMs) {
      skip ??= { reason: 'notifier-out-of-limit', binding }
      continue
    }
    if (ways.length === 0) notBeforeMs = untilMs
    ways.push({
      notifierName: binding.notifierName,
      provider: notifier.provider,
      deviceToken: binding.deviceToken,
      boundAtMs: binding.boundAtMs,
    })
  }
  return { deviceId, ways, skip: ways.length > 0 ? undefined : skip, notBeforeMs }
}

/** Why a binding is not used, or undefined: of one that the sender excludes nothing more is asked. */
function refusal(
  binding: Binding,
  notifier: Notifier | undefined,
  push: PlannedFor,
  nowMs: number,
): ReasonCode | undefined {
  if (!isIllegal(binding) && push.filter && excludes(push.filter, binding)) return 'device-ignored'
  return objection(binding, notifier, push, nowMs)
}

/** Why a binding cannot be used, or undefined. */
export function objection(
  binding: Pick<Binding, 'deviceToken' | 'notifierName'>,
  notifier: Notifier | undefined,
  push: { readonly isVoip: boolean },
  nowMs: number,
): ReasonCode | undefined {
  if (isIllegal(binding)) return 'illegal-binding'
  if (!notifier) return 'no-notifier'
  if (notifier.state.kind === 'disabled') return 'notifier-disabled'
  if (notifier.state.kind === 'banned') return 'notifier-banned'
  if (isRefused(notifier) && restsUntil(notifier, nowMs) !== undefined) return 'invalid-notifier'
  if (isForVoip(notifier) !== push.isVoip && notifier.vendor === 'apns') return 'invalid-voip'
  return undefined
}

function isIllegal({ deviceToken, notifierName }: Pick<Binding, 'deviceToken' | 'notifierName'>): boolean {
  return deviceToken === '' || notifierName === ''
}

/** When a paused notifier may be used again, or undefined. */
export function pausedUntil(notifier: Notifier, nowMs: number): number | undefined {
  return isRefused(notifier) ? undefined : restsUntil(notifier, nowMs)
}

/** Whether it is paused because the vendor refused its credential. */
function isRefused({ state }: Notifier): boolean {
  return state.kind === 'paused' && state.why === 'refused'
}
