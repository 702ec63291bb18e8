// Chance as a parameter. Nothing outside this room asks the machine for randomness.
import { randomBytes, randomUUID } from 'node:crypto'

/** Randomness. */
export interface Random {
  /** Uniform in [0, 1), for jitter; not for secrets. */
  fraction(): number
  /** Unpredictable bytes, for secrets. */
  bytes(count: number): Uint8Array
  /** A version 4 UUID. */
  uuid(): string
}

/** The machine's randomness. */
export const systemRandom: Random = {
  fraction: () => Math.random(),
  bytes: count => new Uint8Array(randomBytes(count)),
  uuid: () => randomUUID(),
}
