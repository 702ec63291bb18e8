// Sending: hands open attempts to their notifiers' channels, those of a page together and those of rows in batches, and settles each
// as it returns. A device that was unbound since the attempt was committed is left alone (I5).
import type { AppId, NotifierName, UserId } from '@posthouse/protocol'
import type { SendResult, Shipment } from '@posthouse/vendors'
import { failpoint } from '../../base/failpoint.ts'
import { causeOf } from '../../base/log.ts'
import type { Delivery } from '../../domain/delivery.ts'
import type { Notifier } from '../../domain/notifier.ts'
import { type AttemptResult, ambiguousMax } from '../../domain/step.ts'
import type { Rendered, VendorChannels } from '../../ports/channels.ts'
import type { Store } from '../../ports/store.ts'
import type { InFlight, PageInFlight, PushLeases } from './in-flight.ts'
import { inTurns } from './in-turns.ts'
import type { NotifierRates } from './notifier-rates.ts'
import { type SettleDeps, settle } from './settle.ts'
import { settlePage } from './settle-page.ts'
import type { Slots } from './slots.ts'

/** What sending uses. */
export interface SendDeps extends SettleDeps {
  readonly store: Pick<Store, 'commitFenced' | 'tables'>
  readonly channels: Pick<VendorChannels, 'send' | 'vendorOf'>
  readonly slots: Pick<Slots, 'give'>
  readonly leases: PushLeases
  /** Keeps the rates of notifiers that have one; absent: nobody does. */
  readonly rates?: NotifierRates | undefined
}

/** Most shipments handed to a channel at once: a batch settles when its slowest answer is in. */
const batchMax = 64

/** Sends pages and settles each, giving their slots back; resolves when the last is settled. Callers bound how many are open at a time. */
export async function sendPages(deps: SendDeps, pages: readonly PageInFlight[], signal: AbortSignal): Promise<void> {
  await Promise.all(pages.map(page => sendPage(deps, page, signal)))
}

async function sendPage(deps: SendDeps, inFlight: PageInFlight, signal: AbortSignal): Promise<void> {
  let results: readonly AttemptResult[]
  try {
    results = await pageResults(deps, inFlight, signal)
  } finally {
    deps.slots.give(inFlight.notifier.uuid, inFlight.page.deliveries.length)
  }
  await settlePage(deps, inFlight, results)
}

async function pageResults(
  deps: SendDeps,
  inFlight: PageInFlight,
  signal: AbortSignal,
): Promise<readonly AttemptResult[]> {
  const places = [...inFlight.page.deliveries.keys()]
  const ending = { signal, isOver: () => isOver(deps, inFlight.page.startedAtMs) }
  return await paced(deps, inFlight.notifier, places, ending, piece => pieceResults(deps, inFlight, piece, signal))
}

/** All at once, unless the notifier has a rate. */
async function paced<T>(
  { rates }: SendDeps,
  notifier: Notifier,
  items: readonly T[],
  ending: { readonly signal: AbortSignal; readonly isOver: () => boolean },
  send: (piece: readonly T[]) => Promise<readonly AttemptResult[]>,
): Promise<readonly AttemptResult[]> {
  const { pushesPerSecond } = notifier
  if (pushesPerSecond === undefined || !rates) return await send(items)
  return await inTurns(rates, { ...notifier, pushesPerSecond }, items, ending, send)
}

async function pieceResults(
  deps: SendDeps,
  inFlight: PageInFlight,
  places: readonly number[],
  signal: AbortSignal,
): Promise<readonly AttemptResult[]> {
  const { page, notifier, revision } = inFlight
  if (isOver(deps, page.startedAtMs)) return places.map(() => tooLate)
  const isWhole = places.length === page.deliveries.length
  const deliveries = isWhole ? page.deliveries : places.flatMap(place => page.deliveries[place] ?? [])
  // Nothing was unbound where no binding changed at all.
  const isUnchanged =
    revision === undefined
      ? isWhole && (await inFlight.isStillBound?.())
      : deps.store.tables.bindings.revision() === revision
  const bound = isUnchanged ? undefined : await stillBound(deps.store, page.appId, deliveries)
  const shipments: Shipment<Rendered>[] = []
  deliveries.forEach((delivery, index) => {
    if (!bound || bound.has(delivery)) shipments.push(shipmentOf(delivery, inFlight.payloadOf(places[index] ?? index)))
  })
  const answers = shipments.length > 0 ? await handOver(deps, notifier, shipments, signal) : []
  let answered = 0
  return deliveries.map((delivery): AttemptResult => {
    if (bound && !bound.has(delivery)) return withdrawn
    return answers[answered++] ?? missingResult
  })
}

/** Sends all of `attempts` and settles them, giving their slots back; resolves when the last is settled. Callers bound how many are open at a time. */
export async function sendAttempts(deps: SendDeps, attempts: readonly InFlight[], signal: AbortSignal): Promise<void> {
  const bound = new Set<Delivery>()
  for (const [appId, ofApp] of Map.groupBy(attempts, attempt => attempt.push.appId)) {
    const deliveries = ofApp.map(attempt => attempt.delivery)
    for (const delivery of await stillBound(deps.store, appId, deliveries)) bound.add(delivery)
  }
  const gone = attempts.filter(attempt => !bound.has(attempt.delivery))
  for (const { notifier } of gone) deps.slots.give(notifier.uuid, 1)
  const batches = batchesOf(attempts.filter(attempt => bound.has(attempt.delivery)))
  await Promise.all([
    ...batches.map(batch => sendBatch(deps, batch, signal)),
    ...(gone.length > 0
      ? [
          settle(
            deps,
            gone.map(attempt => ({ attempt, result: withdrawn })),
          ),
        ]
      : []),
  ])
}

async function sendBatch(
  deps: SendDeps,
  batch: readonly [InFlight, ...InFlight[]],
  signal: AbortSignal,
): Promise<void> {
  const [{ notifier }] = batch
  const startedAtMs = Math.min(...batch.map(attempt => attempt.startedAtMs))
  const ending = { signal, isOver: () => isOver(deps, startedAtMs) }
  const results = await paced(deps, notifier, batch, ending, piece => sendPiece(deps, batch, piece, signal)).finally(
    () => deps.slots.give(notifier.uuid, batch.length),
  )
  await settle(
    deps,
    batch.map((attempt, index) => ({ attempt, result: results[index] ?? missingResult })),
  )
}

/** What had to wait for its turn is looked at again. */
async function sendPiece(
  deps: SendDeps,
  batch: readonly InFlight[],
  piece: readonly InFlight[],
  signal: AbortSignal,
): Promise<readonly AttemptResult[]> {
  const [first] = piece
  if (!first) return []
  if (isOver(deps, Math.min(...piece.map(({ startedAtMs }) => startedAtMs)))) return piece.map(() => tooLate)
  const deliveries = piece.map(({ delivery }) => delivery)
  const bound = piece === batch ? undefined : await stillBound(deps.store, first.push.appId, deliveries)
  const shipped = piece.filter(({ delivery }) => !bound || bound.has(delivery))
  const shipments = shipped.map(({ delivery, payload }) => shipmentOf(delivery, payload))
  const answers = shipments.length > 0 ? await handOver(deps, first.notifier, shipments, signal) : []
  let answered = 0
  return piece.map(({ delivery }) =>
    bound && !bound.has(delivery) ? withdrawn : (answers[answered++] ?? missingResult),
  )
}

/** A process that stood still for longer than its lease sends nothing any more: somebody else may have sent it (F43, F110). */
function isOver({ clock, leases }: SendDeps, startedAtMs: number): boolean {
  return clock.now() >= startedAtMs + leases.attemptMs
}

function shipmentOf(delivery: Delivery, payload: Rendered): Shipment<Rendered> {
  return { token: delivery.ways[0]?.deviceToken ?? '', payload, id: delivery.shipmentId }
}

/** The bytes leave in here: what was looked at before in the same turn still holds. */
async function handOver(
  deps: SendDeps,
  notifier: Notifier,
  shipments: readonly Shipment<Rendered>[],
  signal: AbortSignal,
): Promise<readonly SendResult[]> {
  try {
    const sending = deps.channels.send(notifier, shipments, signal)
    failpoint('attempt.handed-over')
    const results = await sending
    failpoint('attempt.answered')
    return results
  } catch (cause) {
    // Over which of them it broke, and what of the others had left by then, nobody knows; all of them have their tries left (F117).
    deps.log.error('channel.send_failed', { vendor: notifier.vendor, shipments: shipments.length, ...causeOf(cause) })
    return shipments.map(() => broken)
  }
}

/** Per notifier. */
function batchesOf(attempts: readonly InFlight[]): readonly (readonly [InFlight, ...InFlight[]])[] {
  const batches: [InFlight, ...InFlight[]][] = []
  const open = new Map<string, [InFlight, ...InFlight[]]>()
  for (const attempt of attempts) {
    const key = `${attempt.notifier.uuid}:${attempt.notifier.version}`
    const batch = goesAlone(attempt) ? undefined : open.get(key)
    if (batch && batch.length < batchMax) batch.push(attempt)
    else {
      const started: [InFlight, ...InFlight[]] = [attempt]
      batches.push(started)
      if (!goesAlone(attempt)) open.set(key, started)
    }
  }
  return batches
}

/**
 * A caller who waits does not wait for others. And in its last try before it is given up a delivery has only itself to break on: one
 * that breaks the channel is then set aside, and those that met it before are sent (I20).
 */
function goesAlone({ push, delivery }: InFlight): boolean {
  return push.source === 'sync' || delivery.ambiguous >= ambiguousMax - 1
}

/** Read after the attempts' commit: an unbind that was answered before it is seen here. */
async function stillBound(
  store: Pick<Store, 'tables'>,
  appId: AppId,
  deliveries: readonly Delivery[],
): Promise<ReadonlySet<Delivery>> {
  const present = new Set<string>()
  const targets = new Set(deliveries.map(delivery => delivery.target))
  for (const binding of await store.tables.bindings.ofUsers(appId, [...targets])) {
    present.add(bindingKey(binding.username, binding.deviceId, binding.notifierName, binding.deviceToken))
  }
  const bound = new Set<Delivery>()
  for (const delivery of deliveries) {
    const [way] = delivery.ways
    if (!way) continue
    const { target, deviceId } = delivery
    if (present.has(bindingKey(target, deviceId, way.notifierName, way.deviceToken))) bound.add(delivery)
  }
  return bound
}

function bindingKey(user: UserId, device: string, notifier: NotifierName, token: string): string {
  return `${user}\u0000${device}\u0000${notifier}\u0000${token}`
}

const tooLate: AttemptResult = { kind: 'unsent', cause: 'the lease ran out before anything was sent' }

const withdrawn = { kind: 'withdrawn' } as const

const broken: SendResult = { kind: 'unknown', cause: 'the channel broke' }

/** A channel that answers too few results has broken its contract; whether the vendor has the rest is not known. */
const missingResult: SendResult = { kind: 'unknown', cause: 'the channel gave no result' }
