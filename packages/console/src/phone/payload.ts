// What the chat app writes into its pushes, so that a tap opens the right conversation. Pure.
import type { Place } from './bridge.ts'

/** The payload of a push about a conversation, as its receiver opens it. */
export function payloadFor(place: Place): string {
  return JSON.stringify({ open: place })
}

/** Where a tap leads; undefined for a payload of somebody else. */
export function placeIn(payload: string): Place | undefined {
  try {
    const { open } = (JSON.parse(payload) ?? {}) as { readonly open?: Partial<Place> }
    if (typeof open?.id !== 'string' || open.id === '') return undefined
    return open.type === 0 || open.type === 2 ? { id: open.id, type: open.type } : undefined
  } catch {
    return undefined // other senders' payloads are any text
  }
}
