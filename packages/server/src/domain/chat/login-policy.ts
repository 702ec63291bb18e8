// Which devices a login ends (spec/zego.md §7, "Multi-end login policy"). Pure.
import type { DeviceId } from '@posthouse/protocol'
import type { ChatSettings } from '../app.ts'

/** A device that is logged in, connected or not. */
export interface LoggedIn {
  readonly deviceId: DeviceId
  /** ZIM's platform number. */
  readonly platform: number
  /** When it logged in, epoch ms. */
  readonly sinceMs: number
}

/** Of `multi`: most devices, and most web pages, of a user (spec/zego.md §7). */
export const devicesMax = 10
const webPlatform = 6

/** Those of the others that have no place beside the newcomer, the oldest first. The newcomer always has one. */
export function displacedBy(
  policy: NonNullable<ChatSettings['loginPolicy']>,
  newcomer: Pick<LoggedIn, 'deviceId' | 'platform'>,
  devices: readonly LoggedIn[],
): readonly LoggedIn[] {
  const others = devices.filter(one => one.deviceId !== newcomer.deviceId).sort(older)
  if (policy === 'single') return others
  const alike = others.filter(one => isWeb(one) === isWeb(newcomer))
  const keep = policy === 'dual' ? 0 : devicesMax - 1
  return alike.slice(0, Math.max(0, alike.length - keep))
}

function isWeb({ platform }: Pick<LoggedIn, 'platform'>): boolean {
  return platform === webPlatform
}

function older(one: LoggedIn, other: LoggedIn): number {
  return one.sinceMs - other.sinceMs
}
