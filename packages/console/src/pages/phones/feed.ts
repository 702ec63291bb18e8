// Brings to the shelf what vendors deliver: one call that waits at the server, for all phones together, asked anew when a phone gets a token.
import type { Posthouse } from '@posthouse/client/rest'
import { pause } from '../../parts/pause.ts'
import type { Shelf } from './shelf.ts'

/** How long one call waits at the server, and how long to rest after one that failed, ms. */
const waitMs = 20_000
const restMs = 2_000

/** Runs until the signal. */
export async function followDeliveries(shelf: Shelf, server: Posthouse, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const marks = shelf.marks()
    const changed = marksChange(shelf, signal)
    try {
      if (marks.length === 0) await ended(changed.signal)
      else await look(shelf, server, marks, changed.signal)
    } catch {
      // The server is away, or the wait was cut short: what came meanwhile is told by the next call.
      if (!changed.signal.aborted) await pause(restMs, signal)
    } finally {
      changed.stop()
    }
  }
}

async function look(shelf: Shelf, server: Posthouse, marks: readonly string[], signal: AbortSignal): Promise<void> {
  const query = { phones: marks.join(','), after: shelf.memory.position, waitMs, limit: 100 }
  const { deliveries, position } = await server.sandbox.deliveries(query, { signal })
  shelf.receive(deliveries, position)
}

/** Aborts when the phones' tokens are others, or with `signal`. */
function marksChange(shelf: Shelf, signal: AbortSignal): { readonly signal: AbortSignal; stop(): void } {
  const before = shelf.marks().join()
  const changed = new AbortController()
  const stop = shelf.memory.listen(() => {
    if (shelf.marks().join() !== before) changed.abort()
  })
  return { signal: AbortSignal.any([signal, changed.signal]), stop }
}

function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
}
