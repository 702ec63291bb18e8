// Envelope encryption of secrets at rest (S46): a fresh data key per value, wrapped by the master key, both bound to the place
// where the value stands. Knows no table.

/** Seals and opens values. */
export interface Sealer {
  seal(plaintext: string | Uint8Array, context: SealPlace): Uint8Array
  /** Throws {@link SealBroken} when the value, its place or the key is not the one it was sealed with. */
  open(sealed: Uint8Array, context: SealPlace): Uint8Array
}

/** The associated data: moving a value elsewhere breaks it. */
export interface SealPlace {
  /** The app's id, or 0 for the server's own. */
  readonly tenant: number
  readonly table: string
  readonly row: string
  readonly column: string
}

/** A sealed value that does not open. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken'
}
