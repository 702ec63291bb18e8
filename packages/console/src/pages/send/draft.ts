// What somebody is about to send: to whom, what, and by which strategy. Survives a reload in the tab's own memory, without the tokens that
// an address may hold. Pure.
import type { DebugDryRunInput } from '@posthouse/client/rest'
import { isObject, type JsonObject } from './message-json.ts'

/** How a receiver is named. `nobody`: only a look at some vendors. */
export const targetKinds = ['user', 'pushId', 'token', 'nobody'] as const
/** See {@link targetKinds}. */
export type TargetKind = (typeof targetKinds)[number]

/** Everything of the page. */
export interface Draft {
  readonly kind: TargetKind
  readonly user: string
  readonly pushId: string
  readonly notifier: string
  readonly token: string
  /** For `nobody`. */
  readonly vendors: readonly string[]
  readonly strategy: number
  readonly message: JsonObject
  /** The text of the JSON tab while it is no message; the message is then the last that was. */
  readonly wrongText: string | undefined
}

/** Where nobody is named yet, these are looked at. */
const vendorsDefault = ['APNS', 'ANDROID', 'HUAWEIPUSH', 'XIAOMIPUSH', 'OPPOPUSH', 'VIVOPUSH'] as const

/** A new draft. */
export function newDraft(message: JsonObject): Draft {
  const nobody = { user: '', pushId: '', notifier: '', token: '', vendors: [...vendorsDefault] }
  return { kind: 'user', ...nobody, strategy: 2, message, wrongText: undefined }
}

/** The draft as text for the tab's memory. A PushID and a token are as good as an address, so they stay out. */
export function keptText(draft: Draft): string {
  const { pushId: _, token: __, ...kept } = draft
  return JSON.stringify(kept)
}

/** The draft that was kept, as far as the text makes sense; the rest is as in `fallback`. */
export function keptDraft(text: string | null, fallback: Draft): Draft {
  const kept = parsed(text)
  if (!kept) return fallback
  const { kind, user, notifier, vendors, strategy, message, wrongText } = kept
  return {
    ...fallback,
    kind: targetKinds.find(one => one === kind) ?? fallback.kind,
    user: typeof user === 'string' ? user : fallback.user,
    notifier: typeof notifier === 'string' ? notifier : fallback.notifier,
    vendors: isTexts(vendors) ? vendors : fallback.vendors,
    strategy: isStrategy(strategy) ? strategy : fallback.strategy,
    message: isObject(message) ? message : fallback.message,
    wrongText: typeof wrongText === 'string' ? wrongText : undefined,
  }
}

function parsed(text: string | null): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return isObject(value) ? value : undefined
  } catch {
    return undefined // kept by another version, or by nobody
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(one => typeof one === 'string')
}

/** True for one of the five. */
export function isStrategy(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 4
}

/** Whether somebody is named whom a push can go to. */
export function isAddressed({ kind, user, pushId, notifier, token }: Draft): boolean {
  if (kind === 'user') return user !== ''
  if (kind === 'pushId') return pushId !== ''
  return kind === 'token' && notifier !== '' && token !== ''
}

/** What a dry run asks about: the receiver, or vendors to look at while there is none. */
export function dryTarget(draft: Draft): DebugDryRunInput['target'] {
  const { kind, user, pushId, notifier, token, vendors } = draft
  if (!isAddressed(draft)) return { providers: kind === 'nobody' ? vendors : vendorsDefault }
  if (kind === 'user') return { user }
  return kind === 'pushId' ? { pushId: pushId.trim() } : { notifier, token: token.trim() }
}
