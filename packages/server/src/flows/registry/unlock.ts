// Opening the sealed part of the record at start: the right master key, or a refusal that overwrites nothing (S48). A canary sealed
// by the first key ever used proves it.

import { sha256 } from '../../base/crypto.ts'
import { MasterKeyError, makeMasterKey, readMasterKeys } from '../../base/master-key.ts'
import type { Random } from '../../base/random.ts'
import { createSealer, type KeyRing, lastingPart, SealBroken, type SealPlace } from '../../base/seal.ts'
import type { Store, Tables } from '../../ports/store.ts'

/** What unlocking uses. */
export interface UnlockDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly random: Random
  /** Where the file is named by a setting, one that is missing was not put there: a new key would be lost with this process. */
  readonly mayMakeKey?: boolean
}

const canaryPlace: SealPlace = { tenant: 0, table: 'canary', row: '1', column: 'sealed' }
const canaryText = 'posthouse'

/**
 * The sealer of a record, with the keys of a file. Makes file and canary when both are missing. Throws {@link MasterKeyError} when
 * the file is missing although the record has a canary, or is not the record's.
 */
export async function unlock(deps: UnlockDeps, path: string): Promise<KeyRing> {
  const canary = await deps.store.tables.sealed.canary()
  const found = await readMasterKeys(path)
  if (!found && canary) {
    throw new MasterKeyError(
      `the master key file ${path} is missing, and the database holds secrets sealed with it: put the file back, or copy it from another node; nothing was changed`,
    )
  }
  if (!found && deps.mayMakeKey === false) {
    throw new MasterKeyError(`the master key file ${path} is missing: make one with: posthouse master-key ${path}`)
  }
  const keys = found ?? (await makeMasterKey(path, deps.random))
  const sealer = createSealer(keys, deps.random)
  if (canary) proveKey(sealer, canary, path)
  else await plantCanary(deps, sealer, path)
  return sealer
}

/** Whether the key of a file opens a record's canary. Throws {@link MasterKeyError} with what is wrong. */
export async function proveMasterKey(canary: Uint8Array, path: string, random: Random): Promise<void> {
  const keys = await readMasterKeys(path)
  if (!keys) throw new MasterKeyError(`the master key file ${path} is missing`)
  proveKey(createSealer(keys, random), canary, path)
}

/** A name that only processes of this record know, the same after every change of keys: by it they find each other where others listen too. */
export async function secretNameOf({ sealed }: Pick<Tables, 'sealed'>): Promise<string> {
  const canary = await sealed.canary()
  if (!canary) throw new Error('the record has no canary: it was not unlocked')
  return Buffer.from(sha256(lastingPart(canary)))
    .toString('hex')
    .slice(0, nameLetters)
}

const nameLetters = 24

function proveKey(sealer: KeyRing, canary: Uint8Array, path: string): void {
  try {
    sealer.open(canary, canaryPlace)
  } catch (cause) {
    if (!(cause instanceof SealBroken)) throw cause
    throw new MasterKeyError(
      `the master key in ${path} is not the one this database was sealed with: all nodes need the same file; nothing was changed`,
      {
        cause,
      },
    )
  }
}

/** Of two nodes that start together on one empty database, the second must find that its own key opens the first one's canary. */
async function plantCanary({ store }: UnlockDeps, sealer: KeyRing, path: string): Promise<void> {
  const [planted] = await store.commit([store.tables.sealed.insertCanary(sealer.seal(canaryText, canaryPlace))])
  if (planted) return
  const canary = await store.tables.sealed.canary()
  if (canary) proveKey(sealer, canary, path)
}
