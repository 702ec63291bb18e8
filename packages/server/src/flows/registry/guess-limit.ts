// Slows down who guesses passwords and secrets, by account and by address, and never locks an account: its owner waits as long as
// the delay says and comes in (S08). Bounded memory; what is forgotten was quiet for longest.
import { minute, second } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'

/** Counts failures and delays what follows them. */
export interface GuessLimit {
  /** Waits until a try from this address for this account may be looked at. Throws `rate_exceeded` when too many wait or the wait is long. */
  admit(account: string, address: string): Promise<void>
  failed(account: string, address: string): void
  /** The account's own slate is clean again; the address keeps its. */
  succeeded(account: string): void
}

/** Failures that cost nothing: people mistype. */
const freeFailures = 5
/** An address may serve many people behind one router. */
const freeAddressFailures = 20
/** The delay doubles with each failure up to this; short, so that a victim of guessing still comes in. */
const accountDelayMsMax: number = 2 * second
const addressDelayMsMax: number = 30 * second
/** Longer than this nobody waits: the answer is 429 with the time. */
const heldMsMax: number = 3 * second
/** Tries that wait at once. */
const heldMax = 200
/** A slate is forgotten after this time without a failure. */
const forgetMs: number = 15 * minute
const slatesMax = 50_000

interface Slate {
  failures: number
  lastMs: number
}

/** A limit for one kind of secret. */
export function createGuessLimit(clock: Clock): GuessLimit {
  const slates = new Map<string, Slate>()
  let held = 0
  const delay = (key: string, free: number, max: number): number => {
    const slate = slates.get(key)
    if (!slate || clock.monotonic() - slate.lastMs > forgetMs) return 0
    const over = slate.failures - free
    if (over <= 0) return 0
    return Math.max(0, slate.lastMs + Math.min(max, 250 * 2 ** Math.min(over - 1, 10)) - clock.monotonic())
  }
  const count = (key: string): void => {
    const slate = slates.get(key)
    const failures = slate && clock.monotonic() - slate.lastMs <= forgetMs ? slate.failures + 1 : 1
    slates.delete(key)
    slates.set(key, { failures, lastMs: clock.monotonic() })
    if (slates.size > slatesMax) dropOldest(slates)
  }
  return {
    async admit(account, address) {
      const waitMs = Math.max(
        delay(accountKey(account), freeFailures, accountDelayMsMax),
        delay(addressKey(address), freeAddressFailures, addressDelayMsMax),
      )
      if (waitMs === 0) return
      if (waitMs > heldMsMax || held >= heldMax)
        throw new PosthouseError('rate_exceeded', {}, { retryAfterSeconds: Math.ceil(waitMs / second) })
      held += 1
      await new Promise<void>(resolve => clock.after(waitMs, resolve))
      held -= 1
    },
    failed(account, address) {
      count(accountKey(account))
      count(addressKey(address))
    },
    succeeded(account) {
      slates.delete(accountKey(account))
    },
  }
}

function accountKey(account: string): string {
  return `account ${account}`
}

function addressKey(address: string): string {
  return `address ${address}`
}

function dropOldest(slates: Map<string, Slate>): void {
  for (const oldest of slates.keys()) {
    slates.delete(oldest)
    return
  }
}
