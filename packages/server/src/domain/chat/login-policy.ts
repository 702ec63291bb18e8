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

/**
 * Those for which there is no room, the oldest first. Whoever asks about the same devices gets the same answer: of logins that did not know
 * of each other one is the newest, by its id where the instants are equal.
 */
export function withoutRoom<T extends LoggedIn>(
  policy: NonNullable<ChatSettings['loginPolicy']>,
  devices: readonly T[],
): readonly T[] {
  const sorted = devices.toSorted(older)
  if (policy === 'single') return sorted.slice(0, -1)
  const keep = policy === 'dual' ? 1 : devicesMax
  const stays = new Set([true, false].flatMap(web => sorted.filter(one => isWeb(one) === web).slice(-keep)))
  return sorted.filter(one => !stays.has(one))
}

function isWeb({ platform }: Pick<LoggedIn, 'platform'>): boolean {
  return platform === webPlatform
}

function older(one: LoggedIn, other: LoggedIn): number {
  return one.sinceMs - other.sinceMs || (one.deviceId < other.deviceId ? -1 : 1)
}
