// What vendors saw against what is recorded: duplicates only where nobody could know (I4), and never silently.
//
// An attempt is *ambiguous* when a crash cut it off or its answer was lost: kind `unknown`, or no end at all. A definite "not now"
// (`throttled`, `unsent`) may be followed by another attempt and is no duplicate, because the vendor has nothing.
import { type Check, examine } from './check.ts'
import { type AttemptFact, type DeliveryFact, deliveryKey, type Facts, type SendFact } from './facts.ts'

interface Sent {
  readonly delivery: DeliveryFact
  readonly attempts: readonly AttemptFact[]
  readonly sends: readonly SendFact[]
  readonly taken: number
  readonly ambiguous: number
}

/** I4. */
export function checkSends(facts: Facts): readonly Check[] {
  const { sent, stray } = join(facts)
  const reached = sent.filter(one => one.sends.length > 0)
  const idOf = ({ delivery }: Sent) => deliveryKey(delivery)
  return [
    examine('I4', 'every send belongs to a delivery', [...reached.flatMap(one => one.sends), ...stray], sendId, send =>
      stray.has(send) ? 'no delivery of this title has this token' : undefined,
    ),
    examine('I4', 'a phone gets it at most 1 + ambiguous attempts times', sent, idOf, ({ taken, ambiguous }) =>
      taken > 1 + ambiguous ? `taken ${taken} times with ${ambiguous} ambiguous attempts` : undefined,
    ),
    examine('I4', 'no send without its attempt row', reached, idOf, ({ sends, attempts }) =>
      sends.length > attempts.length ? `${sends.length} sends for ${attempts.length} attempts` : undefined,
    ),
    examine('I4', 'nothing is sent after a definite answer', reached, idOf, afterAnswer),
    examine('I4', 'a repeat that the phone got says possibleDuplicate', reached, idOf, silentRepeat),
    examine(
      'I4',
      'possibleDuplicate is only said where an attempt was ambiguous',
      sent,
      idOf,
      ({ delivery, ambiguous }) =>
        delivery.possibleDuplicate && ambiguous === 0 ? 'said without an ambiguous attempt' : undefined,
    ),
    examine('I4', 'every try carries the same id to the vendor', reached, idOf, ({ delivery, sends }) =>
      sends.some(({ shipmentId }) => shipmentId !== undefined && shipmentId !== delivery.shipmentId)
        ? `not always ${delivery.shipmentId}`
        : undefined,
    ),
    examine('I4', 'success means that the phone got it', sent.filter(isSuccess), idOf, ({ taken }) =>
      taken === 0 ? 'the vendor never took it' : undefined,
    ),
  ]
}

function join({ record, sends }: Facts): { readonly sent: readonly Sent[]; readonly stray: ReadonlySet<SendFact> } {
  const tagOf = new Map(record.pushes.map(push => [push.id, push.tag]))
  const attemptsOf = Map.groupBy(record.attempts, deliveryKey)
  const sendsOf = Map.groupBy(sends, send => `${send.tag} ${send.token}`)
  const claimed = new Set<SendFact>()
  const sent = record.deliveries.map(delivery => {
    const attempts = attemptsOf.get(deliveryKey(delivery)) ?? []
    const own = delivery.tokens.flatMap(token => sendsOf.get(`${tagOf.get(delivery.pushId)} ${token}`) ?? [])
    for (const send of own) claimed.add(send)
    return {
      delivery,
      attempts,
      sends: own,
      taken: own.filter(send => send.taken).length,
      ambiguous: attempts.filter(isAmbiguous).length,
    }
  })
  return { sent, stray: new Set(sends.filter(send => !claimed.has(send))) }
}

function isAmbiguous({ kind }: AttemptFact): boolean {
  return kind === undefined || kind === 'unknown'
}

function isSuccess({ delivery }: Sent): boolean {
  return delivery.status === 'success'
}

function sendId({ vendor, tag, token }: SendFact): string {
  return `${vendor} ${tag} ${token.slice(0, 12)}`
}

function afterAnswer({ attempts, sends }: Sent): string | undefined {
  const final = attempts.find(({ kind }) => kind === 'accepted' || kind === 'rejected')
  if (final?.endedAtMs === undefined) return undefined
  const later = sends.find(send => send.atMs > (final.endedAtMs ?? 0))
  return later && `attempt ${final.number} was ${final.kind} at ${final.endedAtMs}, sent again at ${later.atMs}`
}

/** Also a `fail` that the phone got after all must admit it. */
function silentRepeat({ delivery, taken }: Sent): string | undefined {
  if (delivery.possibleDuplicate) return undefined
  if (taken > 1) return `taken ${taken} times, and the outcome does not say so`
  return taken === 1 && delivery.status === 'fail' ? `${delivery.reason}, and yet the phone got it` : undefined
}
