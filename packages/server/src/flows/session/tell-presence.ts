// Tells an app's server of devices that came and went (spec/easemob.md §9.9), by writes for the commit that stores it.

import type { DeviceId, UserId } from '@posthouse/protocol'
import type { App } from '../../domain/app.ts'
import type { PresenceChange } from '../../domain/chat-event.ts'
import type { Bus } from '../../ports/bus.ts'
import type { ChatDevice } from '../../ports/chat-devices.ts'
import { type Emission, nothing } from '../callback/emit.ts'
import type { EmitEventParts } from '../callback/emit-message.ts'
import { presenceCallbacksFor } from '../callback/emit-presence.ts'
import type { RuleBook } from '../callback/rule-book.ts'

/** What telling uses. */
export interface PresenceTelling {
  readonly callbacks: EmitEventParts
  readonly rules: Pick<RuleBook, 'rulesOf'>
  readonly bus: Pick<Bus, 'publish'>
  /** The name of this node. */
  readonly host: string
}

/** A device, as far as presence names it. */
export interface PresentDevice {
  readonly user: UserId
  readonly deviceId: DeviceId
  /** ZIM's platform number. */
  readonly platform: number
  /** `address:port`. */
  readonly ip: string
  /** Name and version of the client. */
  readonly sdk: string
}

/** The callbacks for one change; {@link announce} them after the commit. */
export async function presenceOf(
  { callbacks, rules, host }: PresenceTelling,
  app: Pick<App, 'id' | 'appkey'>,
  device: PresentDevice,
  reason: PresenceChange['reason'],
  atMs: number,
): Promise<Emission> {
  const ready = await rules.rulesOf(app.id)
  if (ready.length === 0) return nothing
  const { user, deviceId, ip, sdk } = device
  const os = osOf(device.platform)
  const change = { appkey: app.appkey, user, deviceId, os, reason, ip, host, version: sdk, atMs } as const
  return presenceCallbacksFor(callbacks, ready, app.id, change)
}

/** A device as the record knows its connection; undefined where it has none. */
export function heldDeviceOf({ username, deviceId, platform, held }: ChatDevice): PresentDevice | undefined {
  return held && { user: username, deviceId, platform, ip: held.ip, sdk: held.sdk }
}

/** Wakes the lane that posts them. */
export function announce({ bus }: Pick<PresenceTelling, 'bus'>, emissions: readonly Emission[]): void {
  const ruleIds = [...new Set(emissions.flatMap(one => one.ruleIds))]
  if (ruleIds.length > 0) bus.publish({ kind: 'callback.waiting', ruleIds })
}

/** The original knows three; everything that is no Apple phone and no Android counts as a page. */
function osOf(platform: number): PresenceChange['os'] {
  if (platform === 2 || platform === 9) return 'ios'
  return platform === 3 || platform === 10 ? 'android' : 'webim'
}
