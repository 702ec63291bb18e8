// Passwords at rest: scrypt, with its cost stored beside each hash so that it can rise later (S09).
import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { PosthouseError } from './failure.ts'
import type { Random } from './random.ts'

/** Cost of a hash: memory is `128 · 2^log2N · r` bytes. */
export interface PasswordCost {
  readonly log2N: number
  readonly r: number
  readonly p: number
}

/** 32 MiB and about 60 ms of one core: a batch of 60 registrations still ends within the ten seconds that clients wait. */
const defaultPasswordCost: PasswordCost = { log2N: 15, r: 8, p: 1 }

/** Stands in place of a hash where there is no password: none fits, until the app sets one. */
export const noPassword = 'none'

/** Hashes and verifies passwords. */
export interface Passwords {
  hash(password: string): Promise<string>
  /** Takes as long for an account that does not exist (`stored` undefined) as for one that does. */
  verify(password: string, stored: string | undefined): Promise<boolean>
}

/** Hashes that run at once; more would only take memory. */
const concurrentMax = 4
/** Hashes that wait; the next is refused. */
const waitingMax = 256
const saltBytes = 16
const hashBytes = 32

/** Hashes with a cost; verifies hashes of any cost that this server ever used. */
export function createPasswords(random: Pick<Random, 'bytes'>, cost: PasswordCost = defaultPasswordCost): Passwords {
  const turn = createTurns()
  const derive = (password: string, salt: Uint8Array, at: PasswordCost) => turn(() => derived(password, salt, at))
  const nobody = { cost, salt: random.bytes(saltBytes), hash: random.bytes(hashBytes) }
  return {
    async hash(password) {
      const salt = random.bytes(saltBytes)
      return textOf({ cost, salt, hash: await derive(password, salt, cost) })
    },
    async verify(password, stored) {
      const known = (stored === undefined ? undefined : readHash(stored)) ?? nobody
      const hash = await derive(password, known.salt, known.cost)
      return timingSafeEqual(hash, known.hash) && known !== nobody
    },
  }
}

interface StoredHash {
  readonly cost: PasswordCost
  readonly salt: Uint8Array
  readonly hash: Uint8Array
}

/** `scrypt$15$8$1$salt$hash`, both in base64url. */
function textOf({ cost, salt, hash }: StoredHash): string {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
  return ['scrypt', cost.log2N, cost.r, cost.p, text(salt), text(hash)].join('$')
}

function readHash(stored: string): StoredHash | undefined {
  const [kind, log2N, r, p, salt = '', hash = ''] = stored.split('$')
  const bytes = Buffer.from(hash, 'base64url')
  if (kind !== 'scrypt' || bytes.length !== hashBytes) return undefined
  return {
    cost: { log2N: Number(log2N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    hash: bytes,
  }
}

function derived(password: string, salt: Uint8Array, { log2N, r, p }: PasswordCost): Promise<Uint8Array> {
  const cost = 2 ** log2N
  const options: ScryptOptions = { cost, blockSize: r, parallelization: p, maxmem: 128 * cost * r * 2 }
  return new Promise((resolve, reject) => {
    scrypt(password, salt, hashBytes, options, (error, hash) => (error ? reject(error) : resolve(hash)))
  })
}

/** Lets a few run at once, in the order of their coming. */
function createTurns(): <T>(run: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async run => {
    if (running < concurrentMax) running += 1
    else {
      if (waiting.length >= waitingMax) throw new PosthouseError('overloaded')
      await new Promise<void>(resolve => waiting.push(resolve))
    }
    try {
      return await run()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
