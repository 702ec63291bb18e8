// One simulated phone as a value, and what each happening makes of it. Pure: what has to be asked or told elsewhere is done by the shelf.
import type { PushNotice } from '@posthouse/client/push'
import type { SandboxDeliveriesReply } from '@posthouse/client/rest'
import type { Shown } from '../../parts/shown/phone-style.ts'
import type { Connection, OwnNotification } from '../../phone/bridge.ts'
import type { Maker } from './makers.ts'

/** A push as the sandbox brings it. */
export type Delivery = SandboxDeliveriesReply['deliveries'][number]

/** A notification on the screen. */
export interface Note {
  /** Unique on this phone. */
  readonly id: string
  readonly at: number
  readonly shown: Shown
  /** The vendor's id; absent where the app itself shows it. */
  readonly vendorId?: string | undefined
  /** What a tap hands to the app. */
  readonly notice: PushNotice
}

/** A line of the phone's log. */
export interface LogLine {
  readonly id: number
  readonly at: number
  /** `phone`: the person or the system; `vendor`: the maker's channel; `sdk`: an event of ZIM or ZPNs. */
  readonly from: 'phone' | 'vendor' | 'sdk'
  /** A name of {@link happenings}, or of an event of the client. */
  readonly name: string
  /** Says more, as text or JSON. */
  readonly detail?: string | undefined
}

/** What the vendor's channel gave to this phone. */
export interface GivenToken {
  readonly text: string
  readonly mark: string
  /** Of the sandbox that gave it; another one does not know it. */
  readonly sandboxStartedAt: number
}

/** A phone. */
export interface Handset {
  readonly source: Maker['source']
  readonly isInstalled: boolean
  /** The app's process is there. */
  readonly isRunning: boolean
  /** How often it was started: each start is another process. */
  readonly starts: number
  /** The app is what the screen shows. */
  readonly isFront: boolean
  readonly isUp: boolean
  readonly isAllowed: boolean
  readonly token: GivenToken | undefined
  /** What the server knows the token by; absent until the app registered. */
  readonly pushId: string | undefined
  readonly user: string | undefined
  readonly connection: Connection
  readonly badge: number
  /** Newest first. */
  readonly notes: readonly Note[]
  /** What the vendor keeps while the phone has no network; oldest first. */
  readonly held: readonly Delivery[]
  /** Newest first. */
  readonly log: readonly LogLine[]
  readonly lines: number
}

const notesMax = 30
const heldMax = 30
const logMax = 60
/** Longest detail of a line, characters: all phones together have to fit into a tab's storage, which is some five million. */
const detailMax = 1_000

/** A new phone, with the app installed and never opened. */
export function newHandset(source: Maker['source']): Handset {
  return {
    source,
    isInstalled: true,
    isRunning: false,
    starts: 0,
    isFront: false,
    isUp: true,
    isAllowed: true,
    token: undefined,
    pushId: undefined,
    user: undefined,
    connection: 'out',
    badge: 0,
    notes: [],
    held: [],
    log: [],
    lines: 0,
  }
}

/** Adds a line to the log. */
export function noted(phone: Handset, at: number, from: LogLine['from'], name: string, detail?: string): Handset {
  const lines = phone.lines + 1
  const line = { id: lines, at, from, name, detail: detail?.slice(0, detailMax) }
  return { ...phone, lines, log: [line, ...phone.log].slice(0, logMax) }
}

/** What a push comes to on a phone. */
export type Landing = 'shown' | 'held' | 'denied' | 'data' | 'lost'

/** A push reaches the phone, or waits at the vendor while there is no network. */
export function landed(phone: Handset, push: Delivery): { readonly phone: Handset; readonly landing: Landing } {
  if (!phone.isInstalled) return { phone: noted(phone, push.at, 'vendor', 'lost'), landing: 'lost' }
  if (!phone.isUp) {
    const held = [...phone.held, push].slice(-heldMax)
    return { phone: noted({ ...phone, held }, push.at, 'vendor', 'held', push.shown?.title), landing: 'held' }
  }
  if (!push.shown) return { phone: noted(phone, push.at, 'vendor', 'data', jsonOf(push.payload)), landing: 'data' }
  if (!phone.isAllowed) return { phone: noted(phone, push.at, 'vendor', 'denied', push.shown.title), landing: 'denied' }
  const badge = badgeAfter(phone.badge, push.shown.badge)
  const shown = { ...phone, badge, notes: [noteOf(phone, push, push.shown), ...phone.notes].slice(0, notesMax) }
  return { phone: noted(shown, push.at, 'vendor', 'shown', push.shown.title), landing: 'shown' }
}

/** What the app itself shows. */
export function showedOwn(phone: Handset, own: OwnNotification, at: number): Handset {
  if (!phone.isAllowed) return noted(phone, at, 'phone', 'denied', own.title)
  const { title, content, sound, extras } = own
  const notice: PushNotice = { source: phone.source, title, content, extras }
  const shown = { title, body: content, sound: sound || undefined, click: { kind: 'app' } }
  const note = { id: `own-${at}-${phone.lines}`, at, shown, notice }
  return noted({ ...phone, notes: [note, ...phone.notes].slice(0, notesMax) }, at, 'phone', 'own', title)
}

/** What a running app gets of a push: Apple's dictionary as a whole, elsewhere the texts and the app's own data. */
export function noticeOf(source: Maker['source'], push: Delivery): PushNotice {
  if (source === 'apns') return { source, extras: push.payload }
  const { shown } = push
  const texts = shown ? { title: shown.title, content: shown.body } : {}
  return { source, ...texts, extras: shown?.data ?? push.payload }
}

/** The app is opened, by its icon or by a tap on a notification, which then goes away. */
export function opened(phone: Handset, at: number, noteId?: string): Handset {
  const notes = noteId === undefined ? phone.notes : phone.notes.filter(({ id }) => id !== noteId)
  const name = noteId === undefined ? 'opened' : 'tapped'
  const starts = phone.starts + (phone.isRunning ? 0 : 1)
  return noted({ ...phone, isRunning: true, starts, isFront: true, notes }, at, 'phone', name)
}

/** The process is gone; what it kept stays. */
export function killed(phone: Handset, at: number): Handset {
  if (!phone.isRunning) return phone
  return noted({ ...phone, ...gone }, at, 'phone', 'killed')
}

/** The app is gone with everything that it kept, and its token with it. */
export function deleted(phone: Handset, at: number): Handset {
  const empty = { ...newHandset(phone.source), isInstalled: false, isUp: phone.isUp, isAllowed: phone.isAllowed }
  return noted({ ...empty, log: phone.log, lines: phone.lines, starts: phone.starts }, at, 'phone', 'deleted')
}

/** A phone as it comes back from storage: whatever ran has ended with the page, and starts again if it ran. */
export function restored(phone: Handset): Handset {
  return { ...phone, connection: 'out' }
}

const gone = { isRunning: false, isFront: false, connection: 'out' } as const

function noteOf(phone: Handset, push: Delivery, shown: Shown): Note {
  const { position, at, vendorId } = push
  return { id: `${position}`, at, shown, vendorId, notice: noticeOf(phone.source, push) }
}

function badgeAfter(before: number, change: Shown['badge']): number {
  if (change?.set !== undefined) return change.set
  return before + (change?.add ?? 0)
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value, undefined, 2)
}
