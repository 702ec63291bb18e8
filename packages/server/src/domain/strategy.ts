// Which channels a strategy may use (spec/easemob.md §6.9). Pure; knows nothing of devices.
import { unreachable } from '../base/unreachable.ts'
import type { Strategy } from './push.ts'
import type { ReasonCode } from './reason.ts'

/** What a strategy means for a user nobody is connected for. */
export type OfflinePlan =
  | { readonly kind: 'vendor' }
  /** Nothing can be sent; the push ends with this reason. */
  | { readonly kind: 'end'; readonly reason: ReasonCode }

/**
 * A server without an online channel treats every user as offline (spec/easemob.md §6.9): 0 and 3 become 2, 4 sends nothing,
 * and 1 fails clearly because nothing could ever fetch what it keeps.
 */
export function planOffline(strategy: Strategy): OfflinePlan {
  switch (strategy) {
    case 0:
    case 2:
    case 3:
      return { kind: 'vendor' }
    case 1:
      return { kind: 'end', reason: 'nothing-keeps-messages' }
    case 4:
      return { kind: 'end', reason: 'user-offline' }
    default:
      return unreachable(strategy)
  }
}

/** Reads a strategy from the wire. */
export function strategyOf(value: number): Strategy | undefined {
  return value === 0 || value === 1 || value === 2 || value === 3 || value === 4 ? value : undefined
}
