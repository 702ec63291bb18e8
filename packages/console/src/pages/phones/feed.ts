// Brings to the shelf what vendors deliver: one call that waits at the server, for all phones together, asked anew when a phone gets a token.
import type { Posthouse } from '@posthouse/client/rest'
import { pause } from '../../parts/pause.ts'
import type { Shelf } from './shelf.ts'

/** What it is made of. */
export interface FeedParts {
  readonly shelf: Pick<Shelf, 'marks' | 'memory' | 'receive' | 'adoptTokens'>
  readonly server: { readonly sandbox: Pick<Posthouse['sandbox'], 'deliveries'> }
  readonly signal: AbortSignal
  /** Resolves while somebody looks at the phones. */
  readonly isWatched: () => Promise<void>
  /** The server did not answer, or refused. */
  readonly onAway: () => void
}

/** How long one call waits at the server, and how long to rest after one that failed, ms. */
const waitMs = 20_000
const restMs = 2_000

/** Runs until the signal. */
export async function followDeliveries(parts: FeedParts): Promise<void> {
  const { shelf, signal, isWatched, onAway } = parts
  while (!signal.aborted) {
    await isWatched()
    const changed = marksChange(shelf, signal)
    try {
      // What a vendor of an earlier sandbox gave is made good before anything is waited for.
      await shelf.adoptTokens()
      if (shelf.marks().length === 0) await ended(changed.signal)
      else await look(parts, changed.signal)
    } catch {
      // The server is away, or the wait was cut short: what came meanwhile is told by the next call.
      if (!changed.signal.aborted) {
        onAway()
        await pause(restMs, signal)
      }
    } finally {
      changed.stop()
    }
  }
}

async function look({ shelf, server }: FeedParts, signal: AbortSignal): Promise<void> {
  const query = { phones: shelf.marks().join(','), after: shelf.memory.position, waitMs, limit: 100 }
  const { deliveries, position } = await server.sandbox.deliveries(query, { signal })
  shelf.receive(deliveries, position)
}

/** Aborts when the phones' tokens are others, or with `signal`. */
function marksChange(shelf: FeedParts['shelf'], signal: AbortSignal): { readonly signal: AbortSignal; stop(): void } {
  const before = shelf.marks().join()
  const changed = new AbortController()
  const stopListening = shelf.memory.listen(() => {
    if (shelf.marks().join() !== before) changed.abort()
  })
  const end = (): void => changed.abort()
  signal.addEventListener('abort', end, { once: true })
  if (signal.aborted) end()
  return {
    signal: changed.signal,
    stop() {
      stopListening()
      signal.removeEventListener('abort', end)
    },
  }
}

function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
}
