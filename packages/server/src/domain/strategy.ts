// Which channels a strategy uses (spec/easemob.md §6.9). Pure; knows nothing of devices, nor how anybody comes to be online.
import { PosthouseError } from '../base/failure.ts'
import { unreachable } from '../base/unreachable.ts'
import type { Strategy } from './push.ts'
import type { ReasonCode } from './reason.ts'

/** What a strategy means for one user. */
export type ChannelPlan =
  | { readonly kind: 'vendor' }
  /** The online channel: at once for those who are connected, and kept for the others. */
  | { readonly kind: 'online' }
  /** Nothing is sent; the push ends with this reason. */
  | { readonly kind: 'end'; readonly reason: ReasonCode }

/** What planning has to know of a push besides its strategy. */
export interface ChannelFacts {
  /** Handed to the app and shown to nobody, which only the online channel can. */
  readonly isTransparent: boolean
  /** Whether the user has a connected device; asked for only where {@link asksPresence}. */
  readonly isOnline: boolean
}

// Made once: a task asks for each of its users.
const vendor: ChannelPlan = { kind: 'vendor' }
const online = { kind: 'online' } as const
const offline = { kind: 'end', reason: 'user-offline' } as const

/** The table of spec/easemob.md §6.9. What happens when the vendor fails is {@link fallsBack}. */
export function planChannel(strategy: Strategy, { isTransparent, isOnline }: ChannelFacts): ChannelPlan {
  switch (strategy) {
    case 0:
    case 2:
      return isTransparent ? online : vendor
    case 1:
      return online
    case 3:
      return isTransparent || isOnline ? online : vendor
    case 4:
      return isOnline ? online : offline
    default:
      return unreachable(strategy)
  }
}

/** Whether the plan depends on who is connected. */
export function asksPresence(strategy: Strategy): boolean {
  return strategy === 3 || strategy === 4
}

/** Whether the online channel takes what the vendor did not. */
export function fallsBack(strategy: Strategy): boolean {
  return strategy === 0 || strategy === 3
}

/** All five. */
export const everyStrategy: readonly Strategy[] = [0, 1, 2, 3, 4]

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
