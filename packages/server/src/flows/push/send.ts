// Sending: hands open attempts to their notifiers' channels in batches and settles each batch as it returns. A device that was
// unbound since the attempt was committed is left alone (I5).
import type { NotifierName, UserId } from '@posthouse/protocol'
import type { SendResult } from '@posthouse/vendors'
import { failpoint } from '../../base/failpoint.ts'
import type { VendorChannels } from '../../ports/channels.ts'
import type { Store } from '../../ports/store.ts'
import type { InFlight } from './in-flight.ts'
import { type SettleDeps, settle } from './settle.ts'
import type { NotifierSlots } from './slots.ts'

/** What sending uses. */
export interface SendDeps extends SettleDeps {
  readonly store: Pick<Store, 'commitFenced' | 'tables'>
  readonly channels: Pick<VendorChannels, 'send'>
  readonly slots: NotifierSlots
}

/** Most shipments handed to a channel at once: a batch settles when its slowest answer is in. */
const batchMax = 64

/** Sends all of `attempts` and settles them; resolves when the last is settled. Callers bound how many are open at a time. */
export async function sendAttempts(deps: SendDeps, attempts: readonly InFlight[], signal: AbortSignal): Promise<void> {
  const bound = await stillBound(deps.store, attempts)
  const gone = attempts.filter(attempt => !bound.has(attempt))
  const batches = batchesOf(attempts.filter(attempt => bound.has(attempt)))
  await Promise.all([
    ...batches.map(batch => sendBatch(deps, batch, signal)),
    ...(gone.length > 0
      ? [
          settle(
            deps,
            gone.map(attempt => ({ attempt, result: { kind: 'withdrawn' } as const })),
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
  const shipments = batch.map(({ delivery, payload }) => ({
    token: delivery.ways[0]?.deviceToken ?? '',
    payload,
    id: delivery.shipmentId,
  }))
  for (const attempt of batch) deps.slots.take(attempt.notifier.uuid)
  const sending = deps.channels.send(notifier, shipments, signal)
  failpoint('attempt.handed-over')
  const results = await sending
  failpoint('attempt.answered')
  for (const attempt of batch) deps.slots.give(attempt.notifier.uuid)
  await settle(
    deps,
    batch.map((attempt, index) => ({ attempt, result: results[index] ?? missingResult })),
  )
}

/** Per notifier; a caller who waits does not wait for others. */
function batchesOf(attempts: readonly InFlight[]): readonly (readonly [InFlight, ...InFlight[]])[] {
  const batches: [InFlight, ...InFlight[]][] = []
  const open = new Map<string, [InFlight, ...InFlight[]]>()
  for (const attempt of attempts) {
    const key = `${attempt.notifier.uuid}:${attempt.notifier.version}`
    const batch = attempt.push.source === 'sync' ? undefined : open.get(key)
    if (batch && batch.length < batchMax) batch.push(attempt)
    else {
      const started: [InFlight, ...InFlight[]] = [attempt]
      batches.push(started)
      if (attempt.push.source !== 'sync') open.set(key, started)
    }
  }
  return batches
}

/** Read after the attempts' commit: an unbind that was answered before it is seen here. */
async function stillBound(store: Pick<Store, 'tables'>, attempts: readonly InFlight[]): Promise<ReadonlySet<InFlight>> {
  const bound = new Set<InFlight>()
  for (const [appId, ofApp] of Map.groupBy(attempts, attempt => attempt.push.appId)) {
    const targets = [...new Set(ofApp.map(attempt => attempt.push.target))]
    const present = new Set<string>()
    for (const binding of await store.tables.bindings.ofUsers(appId, targets)) {
      present.add(bindingKey(binding.username, binding.deviceId, binding.notifierName, binding.deviceToken))
    }
    for (const attempt of ofApp) {
      const [way] = attempt.delivery.ways
      if (!way) continue
      const { target, deviceId } = attempt.delivery
      if (present.has(bindingKey(target, deviceId, way.notifierName, way.deviceToken))) bound.add(attempt)
    }
  }
  return bound
}

function bindingKey(user: UserId, device: string, notifier: NotifierName, token: string): string {
  return `${user}\u0000${device}\u0000${notifier}\u0000${token}`
}

/** A channel that answers too few results has broken its contract; whether the vendor has the rest is not known. */
const missingResult: SendResult = { kind: 'unknown', cause: 'the channel gave no result' }
