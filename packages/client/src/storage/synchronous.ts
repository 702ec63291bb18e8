// Shelves over storages that answer at once: `localStorage` of browsers, and uni-app's.
import type { Shelf } from '../ports.ts'

/** The part of `localStorage` that is used. */
export interface WebStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** The part of `uni` that stores. */
export interface UniStorage {
  getStorageSync(key: string): unknown
  setStorageSync(key: string, value: string): void
  removeStorageSync(key: string): void
}

/** A shelf in a browser's storage. */
export function webShelf(storage: WebStorage): Shelf {
  return {
    get: async key => storage.getItem(key) ?? undefined,
    set: async (key, value) => storage.setItem(key, value),
    remove: async key => storage.removeItem(key),
  }
}

/** A shelf in the storage of a uni-app. */
export function uniShelf(uni: UniStorage): Shelf {
  return {
    get: async key => {
      const value = uni.getStorageSync(key)
      // uni-app answers '' for a key that it does not know.
      return typeof value === 'string' && value !== '' ? value : undefined
    },
    set: async (key, value) => uni.setStorageSync(key, value),
    remove: async key => uni.removeStorageSync(key),
  }
}
