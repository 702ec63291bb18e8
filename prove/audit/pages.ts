// What pages of first attempts say (decision 0020), read here from their text anew and not with the server's code: their entries, how
// each ended, and what of that is a delivery, an attempt, or the push of a task, which has no row of its own.
import type { AttemptFact, DeliveryFact, PushFact } from './facts.ts'

/** A row of `delivery_page`, as either engine hands it out. */
export type PageRow = Readonly<Record<string, unknown>>

/** One entry of a page. */
export interface Paged {
  /** Of a task only: the push that the entry is of. Its title is the task's. */
  readonly push?: Omit<PushFact, 'tag'>
  /** Absent when it left the page for a row. */
  readonly delivery?: DeliveryFact
  /** Absent when nothing was sent, or not yet. */
  readonly attempt?: AttemptFact
}

/** The columns that {@link pagedOf} reads. */
export const pageColumns =
  'id, app_id, provider, first_push_id, started_at, entries, due_at, settled_at, ends, task_id, begun'

/** All entries of a page, in their order. */
export function pagedOf(row: PageRow): readonly Paged[] {
  const entries = JSON.parse(String(row['entries'])) as readonly Entry[]
  const ends = row['ends'] === null ? undefined : fatesOf(JSON.parse(String(row['ends'])) as readonly unknown[])
  const page: PageHead = {
    appId: String(row['app_id']),
    provider: String(row['provider']),
    startedAtMs: Number(row['started_at']),
    settledAtMs: Number(row['settled_at']),
    isBegun: Number(row['begun']) === 1,
    isWaiting: row['due_at'] !== null,
    firstPushId: BigInt(String(row['first_push_id'])),
    ...(row['task_id'] === null ? {} : { taskId: String(row['task_id']) }),
  }
  return entries.map((entry, index) => pagedEntry(page, entry, ends ? (ends[index] ?? 'left') : 'open'))
}

interface PageHead {
  readonly appId: string
  readonly provider: string
  readonly startedAtMs: number
  readonly settledAtMs: number
  readonly isBegun: boolean
  readonly isWaiting: boolean
  readonly firstPushId: bigint
  readonly taskId?: string
}

/** `[push id, user, device, shipment id, token, …]`; of a task `[slot, user, device, token, …]`, with no token where there was no way. */
type Entry = readonly [string, string, string, string, string] | readonly [number, string, string, string]

type Fate = 'open' | 'left' | 'accepted' | { readonly skipped: string }

/**
 * `0`: it left the page. `2`: as the one before. A text, or an object with a `reason`: nothing was sent, and why. `1`, `3`, lists and an
 * object with a `code`: the vendor accepted it.
 */
function fatesOf(ends: readonly unknown[]): readonly Fate[] {
  const fates: Fate[] = []
  for (const end of ends) fates.push(end === 2 ? (fates.at(-1) ?? 'left') : fateOf(end))
  return fates
}

function fateOf(end: unknown): Fate {
  if (end === 0) return 'left'
  if (end === 1 || end === 3 || Array.isArray(end)) return 'accepted'
  if (typeof end === 'string') return { skipped: end }
  const said = end as { readonly reason: string } | { readonly code: string }
  return 'reason' in said ? { skipped: said.reason } : 'accepted'
}

function pagedEntry(page: PageHead, entry: Entry, fate: Fate): Paged {
  const { pushId, shipmentId, target, deviceId, token } = identityOf(page, entry)
  const { appId, taskId } = page
  const push = taskId === undefined ? undefined : taskPushOf(pushId, appId, target, taskId)
  if (fate === 'left') return push ? { push } : {}
  const isAttempted = page.isBegun && typeof fate !== 'object'
  const delivery: DeliveryFact = {
    ...{ pushId, deviceId, appId, target, shipmentId },
    tokens: token === '' ? [] : [token],
    attempts: isAttempted ? 1 : 0,
    isWaiting: page.isWaiting,
    ...outcomeOf(page, fate),
    possibleDuplicate: false,
    isPaged: true,
  }
  const ended = fate === 'accepted' ? { endedAtMs: page.settledAtMs, kind: 'accepted' } : {}
  const attempt = { pushId, deviceId, number: 1, startedAtMs: page.startedAtMs, ...ended }
  return { delivery, ...(push ? { push } : {}), ...(isAttempted ? { attempt } : {}) }
}

function outcomeOf({ provider }: PageHead, fate: Fate): Pick<DeliveryFact, 'status' | 'reason' | 'provider'> {
  if (fate === 'accepted') return { status: 'success', reason: 'delivered', provider }
  if (typeof fate === 'object' && fate.skipped === 'delivered-online') {
    return { status: 'success', reason: fate.skipped, provider: 'EASEMOB' }
  }
  return typeof fate === 'object' ? { status: 'fail', reason: fate.skipped, provider } : {}
}

interface Identity {
  readonly pushId: string
  readonly shipmentId: string
  readonly target: string
  readonly deviceId: string
  readonly token: string
}

/** A task's slot is the push's distance from the page's first one times 256, and the device's place among its user's. */
function identityOf({ appId, firstPushId }: PageHead, entry: Entry): Identity {
  if (typeof entry[0] === 'string') {
    const [pushId, target, deviceId, shipmentId, token = ''] = entry
    return { pushId, target, deviceId, shipmentId, token }
  }
  const [slot, target, deviceId, token] = entry
  const pushId = firstPushId + BigInt(Math.floor(slot / placesMax))
  return { pushId: String(pushId), shipmentId: uuidOf(appId, pushId, slot % placesMax), target, deviceId, token }
}

const placesMax = 256

/** RFC 9562, version 8: 64 bits of the push, 8 of the place, 48 of the app, around the digits of version and variant. */
function uuidOf(appId: string, pushId: bigint, place: number): string {
  const push = pushId.toString(16).padStart(16, '0')
  const app = BigInt(appId).toString(16).padStart(12, '0')
  const [high, middle, low, last] = [push.slice(0, 8), push.slice(8, 12), push.slice(12, 15), push.slice(15)]
  return `${high}-${middle}-8${low}-8${last}${place.toString(16).padStart(2, '0')}-${app}`
}

function taskPushOf(id: string, appId: string, target: string, taskId: string): Omit<PushFact, 'tag'> {
  const acceptedAtMs = idTimeMs(BigInt(id))
  return { id, appId, target, source: 'task', acceptedAtMs, isWaiting: false, taskId, isOfPage: true }
}

/** Ids count milliseconds from 2020 above 22 bits of node and sequence. */
function idTimeMs(id: bigint): number {
  return Number(id >> 22n) + Date.UTC(2020, 0, 1)
}
