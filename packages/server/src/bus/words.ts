// Hints, words and answers as JSON between processes. What cannot be read is no message of ours: undefined, and the caller counts it (F53).
// The subjects are known to processes of this record only, so what has the right form is believed.
import { byes } from '@posthouse/protocol/frames'
import { type HeldSessions, type Hint, hintAudience, type UserWord } from '../ports/bus.ts'

/** A hint as text; 64-bit ids keep all digits (S32). */
export function writeHint(hint: Hint): string {
  return JSON.stringify(hint, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}

/** The hint of a kind, or undefined. */
export function readHint(text: string): Hint | undefined {
  const found = readObject(text)
  const kind = found?.['kind']
  if (!found || typeof kind !== 'string' || !Object.hasOwn(hintAudience, kind)) return undefined
  return readers[kind as Hint['kind']](found)
}

type Found = Readonly<Record<string, unknown>>

const readers: { readonly [K in Hint['kind']]: (found: Found) => Extract<Hint, { kind: K }> | undefined } = {
  'push.accepted': () => ({ kind: 'push.accepted' }),
  'task.due': () => ({ kind: 'task.due' }),
  'delivery.due': () => ({ kind: 'delivery.due' }),
  'handover.due': () => ({ kind: 'handover.due' }),
  'call.due': () => ({ kind: 'call.due' }),
  'access.changed': () => ({ kind: 'access.changed' }),
  'notifier.proved': ({ uuid, version }) =>
    typeof uuid === 'string' && isCount(version) ? { kind: 'notifier.proved', uuid, version } : undefined,
  // What a bus says to its own process alone.
  'bus.restored': () => undefined,
  'push.settled': ({ pushId }) => (isId(pushId) ? { kind: 'push.settled', pushId: BigInt(pushId) } : undefined),
  'callback.waiting': ({ ruleIds }) =>
    Array.isArray(ruleIds) && ruleIds.every(isId)
      ? { kind: 'callback.waiting', ruleIds: ruleIds.map(BigInt) }
      : undefined,
  'callback.released': ({ ruleId }) =>
    isId(ruleId) ? { kind: 'callback.released', ruleId: BigInt(ruleId) } : undefined,
  'callback.resting': ({ ruleId, forMs, opened }) => {
    if (!isId(ruleId)) return undefined
    if (forMs === undefined) return { kind: 'callback.resting', ruleId: BigInt(ruleId) }
    return isCount(forMs) && isCount(opened)
      ? { kind: 'callback.resting', ruleId: BigInt(ruleId), forMs, opened }
      : undefined
  },
  'timeline.appended': ({ appId, entries }) => {
    if (typeof appId !== 'number') return undefined
    if (entries === undefined) return { kind: 'timeline.appended', appId }
    return Array.isArray(entries) && entries.every(isEntry) ? { kind: 'timeline.appended', appId, entries } : undefined
  },
  'app.changed': ({ appId }) => (typeof appId === 'number' ? { kind: 'app.changed', appId } : undefined),
}

type Entries = NonNullable<Extract<Hint, { kind: 'timeline.appended' }>['entries']>

function isEntry(value: unknown): value is Entries[number] {
  if (typeof value !== 'object' || value === null) return false
  const { audience, entry } = value as Found
  return typeof audience === 'string' && typeof (entry as Found | undefined)?.['position'] === 'number'
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,19}$/.test(value)
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/** What goes to a user's attendants: a word, or the question who holds sessions. */
export type Said = { readonly kind: 'ask' } | UserWord

const saidReaders: { readonly [K in Said['kind']]: (found: Found) => boolean } = {
  ask: () => true,
  pass: ({ message, except }) => typeof message === 'object' && message !== null && isOptionalText(except),
  end: ({ reason, deviceIds, resource, except }) =>
    typeof reason === 'string' &&
    Object.hasOwn(byes, reason) &&
    (deviceIds === undefined || (Array.isArray(deviceIds) && deviceIds.every(id => typeof id === 'string'))) &&
    [resource, except].every(isOptionalText),
  held: ({ node, isHeld }) => isCount(node) && typeof isHeld === 'boolean',
}

function isOptionalText(value: unknown): boolean {
  return value === undefined || typeof value === 'string'
}

/** As text. */
export function writeSaid(said: Said): string {
  return JSON.stringify(said)
}

/** Undefined where it is nothing of ours. */
export function readSaid(text: string): Said | undefined {
  const found = readObject(text)
  const kind = found?.['kind']
  if (!found || typeof kind !== 'string' || !Object.hasOwn(saidReaders, kind)) return undefined
  return saidReaders[kind as Said['kind']](found) ? (found as unknown as Said) : undefined
}

/** As text. */
export function writeHeld(held: HeldSessions): string {
  return JSON.stringify(held)
}

/** Undefined where it is nothing of ours. */
export function readHeld(text: string): HeldSessions | undefined {
  const found = readObject(text)
  const isWhole =
    typeof found?.['node'] === 'number' && Array.isArray(found['devices']) && Array.isArray(found['others'])
  return isWhole ? (found as unknown as HeldSessions) : undefined
}

function readObject(text: string): Found | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Found) : undefined
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined
    throw cause
  }
}
