// One terminal outcome per delivery (I2): none missing, none open, nothing without a parent.
import { type Check, examine } from './check.ts'
import { type AttemptFact, type DeliveryFact, deliveryKey, type Facts } from './facts.ts'

/** I2, after the queues have drained. */
export function checkOutcomes({ record }: Facts): readonly Check[] {
  const deliveriesOf = Map.groupBy(record.deliveries, delivery => delivery.pushId)
  const attemptsOf = Map.groupBy(record.attempts, deliveryKey)
  const pushes = new Set(record.pushes.map(push => push.id))
  return [
    examine(
      'I2',
      'every push is planned and has at least one delivery',
      record.pushes,
      push => push.id,
      push => {
        if (push.isWaiting) return 'it still waits to be planned'
        return deliveriesOf.has(push.id) ? undefined : 'it has no delivery'
      },
    ),
    examine('I2', 'every delivery belongs to a push and has one outcome', record.deliveries, deliveryKey, delivery => {
      if (!pushes.has(delivery.pushId)) return 'its push does not exist'
      if (delivery.status === undefined) return 'it has no outcome'
      return delivery.isWaiting ? 'it has an outcome and still waits' : undefined
    }),
    examine('I2', 'its attempts are numbered 1, 2, … and all have ended', record.deliveries, deliveryKey, delivery =>
      misnumbered(delivery, attemptsOf.get(deliveryKey(delivery)) ?? []),
    ),
    examine(
      'I2',
      'success means that its last attempt was accepted, and an accepted attempt means success',
      record.deliveries,
      deliveryKey,
      delivery => contradicted(delivery, attemptsOf.get(deliveryKey(delivery)) ?? []),
    ),
  ]
}

function misnumbered(delivery: DeliveryFact, attempts: readonly AttemptFact[]): string | undefined {
  const numbers = attempts.map(attempt => attempt.number).sort((left, right) => left - right)
  if (numbers.length !== delivery.attempts || numbers.some((number, index) => number !== index + 1)) {
    return `it counts ${delivery.attempts} attempts, recorded are ${numbers.join(', ') || 'none'}`
  }
  const open = attempts.find(attempt => attempt.endedAtMs === undefined)
  return open ? `attempt ${open.number} never ended` : undefined
}

function contradicted(delivery: DeliveryFact, attempts: readonly AttemptFact[]): string | undefined {
  const accepted = attempts.find(attempt => attempt.kind === 'accepted')
  const isLast = accepted !== undefined && accepted.number === delivery.attempts
  if (delivery.status === 'success' && !isLast) return 'success without an accepted last attempt'
  return accepted && delivery.status !== 'success'
    ? `attempt ${accepted.number} was accepted, the outcome is ${delivery.status}`
    : undefined
}
