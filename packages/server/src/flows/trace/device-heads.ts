// The heads of a trace's lanes: each device with the notifier it goes through and what became of it.
import type { DeviceId, PushStatus } from '@posthouse/protocol'
import { fingerprint } from '../../base/crypto.ts'
import type { Attempt } from '../../domain/delivery.ts'
import { onlineProvider } from '../../domain/online-outcome.ts'
import type { ReasonCode } from '../../domain/reason.ts'
import type { DeliveryRecord } from '../../ports/store.ts'

/** The head of a lane. */
export interface TracedDevice {
  readonly deviceId: DeviceId
  /** The way that was taken last; absent where there was none. */
  readonly notifier?: string
  readonly provider?: string
  /** Of the device token. */
  readonly fingerprint?: string
  readonly attempts: number
  /** Both absent while it is not settled. */
  readonly status?: PushStatus
  readonly reason?: ReasonCode
}

/** In the order of the records; the push itself, where it ended before any device, is none. */
export function deviceHeads(records: readonly DeliveryRecord[], attempts: readonly Attempt[]): readonly TracedDevice[] {
  return records.filter(({ delivery }) => delivery.deviceId !== '').map(record => headOf(record, attempts))
}

function headOf({ delivery, outcome }: DeliveryRecord, attempts: readonly Attempt[]): TracedDevice {
  const { deviceId } = delivery
  const last = attempts.findLast(attempt => attempt.deviceId === deviceId)
  const [way] = delivery.ways
  const notifier = outcome?.notifierName ?? way?.notifierName ?? last?.notifierName
  const isOnline = outcome?.reason === 'delivered-online'
  const provider = isOnline ? onlineProvider : (outcome?.provider ?? way?.provider ?? last?.provider)
  const token = outcome?.deviceToken ?? way?.deviceToken
  return {
    deviceId,
    attempts: delivery.attempts,
    ...(notifier === undefined || isOnline ? {} : { notifier }),
    ...(provider === undefined || provider === '' ? {} : { provider }),
    ...(token === undefined || token === '' ? {} : { fingerprint: fingerprint(token) }),
    ...(outcome ? { status: outcome.status, reason: outcome.reason } : {}),
  }
}
