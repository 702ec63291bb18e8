import assert from 'node:assert/strict'
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Shelf } from '../ports.ts'
import { fileShelf } from './file.ts'
import { memoryShelf } from './memory.ts'
import { uniShelf, webShelf } from './synchronous.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posthouse-shelf-'))
})
after(() => rm(folder, { recursive: true }))

const files = { readFile, writeFile, rename }

function inMemory(): Map<string, string> {
  return new Map()
}

const shelves: Readonly<Record<string, () => Shelf>> = {
  memory: memoryShelf,
  'a file': () => fileShelf(files, join(folder, `${process.hrtime.bigint()}.json`)),
  'a browser': () => {
    const values = inMemory()
    return webShelf({
      getItem: key => values.get(key) ?? null,
      setItem: (key, value) => void values.set(key, value),
      removeItem: key => void values.delete(key),
    })
  },
  'uni-app': () => {
    const values = inMemory()
    return uniShelf({
      getStorageSync: key => values.get(key) ?? '',
      setStorageSync: (key, value) => void values.set(key, value),
      removeStorageSync: key => void values.delete(key),
    })
  },
}

for (const [name, make] of Object.entries(shelves)) {
  describe(`a shelf in ${name}`, () => {
    it('gives back what it was given, until it is removed', async () => {
      const shelf = make()
      assert.equal(await shelf.get('a'), undefined)
      await shelf.set('a', '1')
      await shelf.set('b', '2')
      await shelf.set('a', '3')
      assert.deepEqual([await shelf.get('a'), await shelf.get('b')], ['3', '2'])
      await shelf.remove('a')
      assert.equal(await shelf.get('a'), undefined)
    })
  })
}

describe('a shelf in a file', () => {
  it('is there after a restart, with all that was set at the same time', async () => {
    const path = join(folder, 'restart.json')
    const first = fileShelf(files, path)
    await Promise.all(Array.from({ length: 20 }, (_, at) => first.set(`k${at}`, String(at))))
    const second = fileShelf(files, path)
    for (let at = 0; at < 20; at += 1) assert.equal(await second.get(`k${at}`), String(at))
  })

  it('begins anew from a file that is none of ours', async () => {
    const path = join(folder, 'torn.json')
    await writeFile(path, '{"a":')
    assert.equal(await fileShelf(files, path).get('a'), undefined)
  })

  it('says when it cannot be written, and can be written again afterwards', async () => {
    let isFull = true
    const full = (path: string, text: string): Promise<void> =>
      isFull ? Promise.reject(new Error('no space')) : writeFile(path, text)
    const shelf = fileShelf({ ...files, writeFile: full }, join(folder, 'full.json'))
    await assert.rejects(shelf.set('a', '1'), /no space/)
    isFull = false
    await shelf.set('b', '2')
    assert.equal(await shelf.get('b'), '2')
  })
})
