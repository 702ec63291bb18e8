// Words of the service worker that no page has heard yet, in the browser's cache: a worker is put to sleep half a minute after its last
// push, and with it goes what stands in its memory.

/** Where words outlive the worker: the part of the browser's `CacheStorage` that is used. */
export interface WordStorage {
  open(name: string): Promise<WordCache>
}

interface WordCache {
  match(url: string): Promise<{ json(): Promise<unknown> } | undefined>
  put(url: string, response: object): Promise<void>
}

/** The words that wait. Each call comes after those before it. */
export interface KeptWords<Word> {
  /** Resolves once the word outlives the worker, where it can. */
  keep(word: Word): Promise<void>
  /** Forgets a word that a page has heard. */
  heard(id: string): Promise<void>
  /** Resolves with all of them, in their order. */
  all(): Promise<readonly Word[]>
}

/** What of a worker's `self` keeps words. A browser that keeps no files of a page, as some do in private windows, has no `caches`. */
export interface WordKeeper {
  readonly registration: { readonly scope: string }
  readonly caches?: WordStorage
  readonly Response: new (body: string) => object
}

/** Words that wait; older ones go first. */
const keptMax = 20
const cacheName = 'posthouse'

/** The words that an earlier life of the worker kept, and those to come. */
export function createKeptWords<Word extends { readonly id: string }>(self: WordKeeper): KeptWords<Word> {
  let kept: readonly Word[] | undefined
  let turn: Promise<unknown> = Promise.resolve()

  async function change(edit: (words: readonly Word[]) => readonly Word[]): Promise<readonly Word[]> {
    const before = kept ?? (await read<Word>(self))
    kept = edit(before)
    if (kept !== before) await write(self, kept)
    return kept
  }

  function inTurn(edit: (words: readonly Word[]) => readonly Word[]): Promise<readonly Word[]> {
    const next = turn.then(() => change(edit))
    turn = next
    return next
  }

  return {
    async keep(word) {
      await inTurn(words => [...words, word].slice(-keptMax))
    },
    async heard(id) {
      await inTurn(words => (words.some(word => word.id === id) ? words.filter(word => word.id !== id) : words))
    },
    all: () => inTurn(words => words),
  }
}

async function read<Word>(self: WordKeeper): Promise<readonly Word[]> {
  try {
    const cache = await self.caches?.open(cacheName)
    const read = await (await cache?.match(placeOf(self)))?.json()
    return Array.isArray(read) ? read : []
  } catch {
    return [] // without a cache words live as long as the worker
  }
}

async function write(self: WordKeeper, words: readonly unknown[]): Promise<void> {
  try {
    const cache = await self.caches?.open(cacheName)
    await cache?.put(placeOf(self), new self.Response(JSON.stringify(words)))
  } catch {
    return // as above; nor is a full disk a reason to show no notification
  }
}

/** An origin may have several workers, each for some of its pages. */
function placeOf({ registration }: WordKeeper): string {
  return new URL('posthouse-words', registration.scope).href
}
