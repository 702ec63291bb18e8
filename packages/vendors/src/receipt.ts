// A vendor's word about what became of a push after it was accepted: arrived, tapped, dropped, or the token is dead. The contract
// between a vendor's `receipt.ts`, which reads requests, and whoever serves the route. Refuses to know what a receipt changes.
import type { Bilingual } from './bilingual.ts'

/** A request of a vendor to our receipt address. */
export interface ReceiptRequest {
  readonly method: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly nowMs: number
}

/** What became of one push on one phone. */
export interface Receipt {
  /** The device token it is about. */
  readonly token: string
  /** The vendor's id of the message, the `vendorId` of the accepted result; absent where the vendor names none. */
  readonly vendorId?: string
  /**
   * `arrived`: it is on the phone; `clicked`: it was tapped; `dropped`: it will not arrive; `pending`: kept for later;
   * `token-dead`: unbind, this is certain.
   */
  readonly fate: 'arrived' | 'clicked' | 'dropped' | 'pending' | 'token-dead'
  /** The vendor's own number or word. */
  readonly code: string
  /** The same in our words. */
  readonly text: string
  /** When it happened, epoch ms, as the vendor says. */
  readonly atMs?: number
}

/** The fates in words, for people. */
export const fateWords: Readonly<Record<Receipt['fate'], Bilingual>> = {
  arrived: { en: 'arrived', zh: '已送达' },
  clicked: { en: 'clicked', zh: '已点击' },
  dropped: { en: 'dropped', zh: '未送达' },
  pending: { en: 'pending', zh: '待送达' },
  'token-dead': { en: 'token dead', zh: 'token 失效' },
}

/** A request read, or why it was not taken. */
export type ReceiptReading =
  | {
      readonly kind: 'receipts'
      readonly receipts: readonly Receipt[]
      /** Entries that could not be read. */
      readonly skipped: number
      /** Proves the request to be new where the vendor signs with one: may be taken once within {@link ReceiptSource.windowMs}. */
      readonly nonce?: string
    }
  /** Not from the vendor, or too old. */
  | { readonly kind: 'refused'; readonly cause: string }
  | { readonly kind: 'malformed'; readonly cause: string }

/** How a vendor reports. `C`: its parsed credentials. */
export interface ReceiptSource<C> {
  /**
   * `address`: requests carry no proof of their own, so only the unguessable address vouches for them;
   * `signature`: requests are signed as well, once the notifier has the secret for it.
   */
  readonly proof: 'address' | 'signature'
  /** Whether each push names the address (`RenderTarget.receiptUrl`), or the vendor's console does once for all. */
  readonly setBy: 'push' | 'console'
  /** Longest address the vendor takes, bytes; only where pushes name it. */
  readonly urlBytesMax?: number
  /** Which fates this vendor can report at all. */
  readonly reports: readonly Receipt['fate'][]
  /** What to answer; anything else makes the vendor send again. */
  readonly answer: { readonly contentType: string; readonly body: string }
  /** How far a signed request's time may be from ours, ms. */
  readonly windowMs?: number
  /** Pure. Verifies what can be verified, then reads. */
  read(request: ReceiptRequest, credentials: C): ReceiptReading
}

/** Most receipts of one request: vendors put up to 1,000 tokens into an entry, and several entries into a request. */
export const RECEIPTS_MAX = 5_000
