// Sending a batch piece by piece, as a notifier's rate lets its pushes go. What the vendor asks for a pause about meanwhile keeps the rest
// here, provably unsent. Knows no delivery.
import type { Notifier } from '../../domain/notifier.ts'
import type { AttemptResult } from '../../domain/step.ts'
import type { NotifierRates } from './notifier-rates.ts'

/**
 * Calls `send` for pieces of `items`, each at the moment at which it may leave; resolves with a result for each item, in order. One piece
 * does not wait for the answer to the one before. Once they are no longer ours to send (`isOver`) they take nobody's turn.
 */
export async function inTurns<T>(
  rates: NotifierRates,
  notifier: Notifier & { readonly pushesPerSecond: number },
  items: readonly T[],
  { signal, isOver }: { readonly signal: AbortSignal; readonly isOver: () => boolean },
  send: (piece: readonly T[]) => Promise<readonly AttemptResult[]>,
): Promise<readonly AttemptResult[]> {
  const pieces: Promise<readonly AttemptResult[]>[] = []
  let [sent, isHeldBack] = [0, false]
  while (sent < items.length && !isOver()) {
    const allowed = await rates.turn(notifier, items.length - sent, signal)
    if (allowed === 0 || isHeldBack) break
    const piece = send(items.slice(sent, sent + allowed)).then(results => {
      isHeldBack ||= results.some(holdsBack)
      return results
    })
    pieces.push(piece)
    sent += allowed
  }
  const results = (await Promise.all(pieces)).flat()
  return [...results, ...items.slice(sent).map(() => unsent)]
}

function holdsBack(result: AttemptResult): boolean {
  return (result.kind === 'throttled' || result.kind === 'rejected') && result.scope === 'notifier'
}

const unsent: AttemptResult = { kind: 'unsent', cause: 'no turn came before the send was given up' }
