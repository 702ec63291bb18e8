// Rotating the master key while the server runs (S47): a new key goes to the top of the file, every data key is wrapped anew page
// by page, then the old key leaves the file. Stopped anywhere, it goes on from the start of the list: what is done already is
// recognised by its key id and costs one read.
import { MasterKeyError, newMasterKey, readMasterKeys, replaceMasterKeys } from '../../base/master-key.ts'
import type { Random } from '../../base/random.ts'
import type { KeyRing } from '../../base/seal.ts'
import type { Store } from '../../ports/store.ts'

/** What a rotation uses. */
export interface RotateKeyDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
  /** The server's own sealer; it knows both keys until the end. */
  readonly sealer: KeyRing
  readonly random: Random
}

/** Values per commit. */
const pageSize = 100

/** Rotates, or ends a rotation that was interrupted. Reports how many values were wrapped anew. Stops between pages on abort. */
export async function rotateKey(deps: RotateKeyDeps, path: string, signal: AbortSignal): Promise<number> {
  const found = await readMasterKeys(path)
  if (!found) throw new MasterKeyError(`the master key file ${path} is missing`)
  // Two keys in the file: an earlier rotation did not end. Its new key is used on.
  const keys = found.length > 1 ? found : [newMasterKey(deps.random), ...found]
  if (found.length === 1) await replaceMasterKeys(path, keys)
  deps.sealer.useKeys(keys)
  const rewrapped = await rewrapAll(deps, signal)
  await replaceMasterKeys(path, keys.slice(0, 1))
  deps.sealer.useKeys(keys.slice(0, 1))
  return rewrapped
}

async function rewrapAll({ store, sealer }: RotateKeyDeps, signal: AbortSignal): Promise<number> {
  let total = 0
  let changed: number
  // A value sealed with the old key just before the keys changed may land behind the cursor: walk until a whole walk finds none.
  do {
    changed = 0
    let cursor: string | undefined
    for (;;) {
      signal.throwIfAborted()
      const page = await store.tables.sealed.page(cursor, pageSize)
      if (page.length === 0) break
      const writes = page.flatMap(value => {
        const sealed = sealer.rewrap(value.sealed, value.place)
        return sealed ? [store.tables.sealed.replace(value, sealed)] : []
      })
      if (writes.length > 0) await store.commit(writes)
      changed += writes.length
      cursor = page.at(-1)?.cursor
    }
    total += changed
  } while (changed > 0)
  return total
}
