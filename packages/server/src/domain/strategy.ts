// Which channels a strategy may use (spec/easemob.md §6.9). Pure; knows nothing of devices.
import { PosthouseError } from '../base/failure.ts'
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

/** The REST default: vendor channel only (seed 002). */
const defaultStrategy: Strategy = 2

/** Reads a strategy from the wire; one digit written as text is one. Throws `argument_illegal` for what is none of the five. */
export function readStrategy(value: number | string | undefined): Strategy {
  const number = typeof value === 'string' && /^[0-9]$/.test(value) ? Number(value) : (value ?? defaultStrategy)
  if (number === 0 || number === 1 || number === 2 || number === 3 || number === 4) return number
  throw new PosthouseError(
    'argument_illegal',
    { reason: 'strategy must be one of 0, 1, 2, 3, 4' },
    { field: 'strategy' },
  )
}
