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
/** Between two tries of an address that failed often, whether the first one fails or not: they may be made at the same time. */
const turnMs = 250
/** Longer than this nobody waits: the answer is 429 with the time. */
const heldMsMax: number = 3 * second
/** Tries that wait at once; each is a timer and an open request. */
const heldMax = 4_000
/** Of one address: a hundred addresses have to work together to keep others from waiting. */
const heldOfAddressMax = 40
/** A failure stands for no more than so many: among many processes somebody who mistypes once must not wait. */
const weightMax = 4
/** A slate is forgotten after this time without a failure. */
const forgetMs: number = 15 * minute
const slatesMax = 50_000

interface Slate {
  failures: number
  lastMs: number
  /** Of an address: before this nobody else's try is looked at. */
  turnMs: number
}

/**
 * A limit for one kind of secret. `processes` are those that may be asked: a failure here stands for as many at the others, among whom
 * whoever guesses is led about.
 */
export function createGuessLimit(clock: Clock, processes: () => number = one): GuessLimit {
  const slates = new Map<string, Slate>()
  const heldOf = new Map<string, number>()
  let held = 0
  const weight = (): number => Math.min(processes(), weightMax)
  const delay = (key: string, free: number, max: number): number => {
    const slate = slates.get(key)
    if (!slate || clock.monotonic() - slate.lastMs > forgetMs) return 0
    const over = slate.failures * weight() - free
    if (over <= 0) return 0
    const dueMs = slate.lastMs + Math.min(max, 250 * 2 ** Math.min(over - 1, 10))
    return Math.max(0, Math.max(dueMs, slate.turnMs) - clock.monotonic())
  }
  const count = (key: string): void => {
    const slate = slates.get(key)
    const failures = slate && clock.monotonic() - slate.lastMs <= forgetMs ? slate.failures + 1 : 1
    slates.delete(key)
    slates.set(key, { failures, lastMs: clock.monotonic(), turnMs: slate?.turnMs ?? 0 })
    if (slates.size > slatesMax) dropOldest(slates)
  }
  /** The next try of an address that failed often comes behind this one, which has not failed yet. */
  const takeTurn = (place: string, waitMs: number): void => {
    const slate = slates.get(place)
    if (slate && slate.failures * weight() > freeAddressFailures) slate.turnMs = clock.monotonic() + waitMs + turnMs
  }
  const hold = async (place: string, waitMs: number): Promise<void> => {
    held += 1
    heldOf.set(place, (heldOf.get(place) ?? 0) + 1)
    await new Promise<void>(resolve => clock.after(waitMs, resolve))
    held -= 1
    const left = (heldOf.get(place) ?? 1) - 1
    if (left === 0) heldOf.delete(place)
    else heldOf.set(place, left)
  }
  return {
    async admit(account, address) {
      const place = addressKey(address)
      const waitMs = Math.max(
        delay(accountKey(account), freeFailures, accountDelayMsMax),
        delay(place, freeAddressFailures, addressDelayMsMax),
      )
      const isFull = held >= heldMax || (heldOf.get(place) ?? 0) >= heldOfAddressMax
      if (waitMs > heldMsMax || (waitMs > 0 && isFull))
        throw new PosthouseError('rate_exceeded', {}, { retryAfterSeconds: Math.ceil(waitMs / second) })
      takeTurn(place, waitMs)
      if (waitMs > 0) await hold(place, waitMs)
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

const one = (): number => 1

function accountKey(account: string): string {
  return `account ${account}`
}

function addressKey(address: string): string {
  return `address ${networkOf(address)}`
}

/** What counts as one address: whoever has one of IPv6 has the 2^64 of its network. */
export function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address
  const [before = '', after] = address.toLowerCase().split('::')
  const groups = before === '' ? [] : before.split(':')
  const tail = after === undefined || after === '' ? [] : after.split(':')
  const zeros = after === undefined ? 0 : Math.max(0, 8 - groups.length - tail.length)
  const whole = [...groups, ...Array.from({ length: zeros }, () => '0'), ...tail]
  const network = whole.slice(0, 4).map(group => group.replace(/^0+(?=.)/, ''))
  return network.join(':')
}

function dropOldest(slates: Map<string, Slate>): void {
  for (const oldest of slates.keys()) {
    slates.delete(oldest)
    return
  }
}
