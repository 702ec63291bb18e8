// One phone's part of a storage that several share: every key begins with the phone's name.
import type { WebStorage } from '@posthouse/client'

/** A storage of one phone. */
export function keyedStorage(storage: WebStorage, name: string): WebStorage {
  const keyOf = (key: string): string => `${name}${key}`
  return {
    getItem: key => storage.getItem(keyOf(key)),
    setItem: (key, value) => storage.setItem(keyOf(key), value),
    removeItem: key => storage.removeItem(keyOf(key)),
  }
}

/** Erases what a phone kept, as deleting the app does. */
export function eraseStorage(storage: Pick<Storage, 'length' | 'key' | 'removeItem'>, name: string): void {
  const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at))
  for (const key of keys) if (key?.startsWith(name)) storage.removeItem(key)
}
