import assert from 'node:assert/strict'
import * as files from 'node:fs'
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
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

  it('leaves out a line that was cut off, and does not lose the next one to it', async () => {
    const path = join(folder, 'torn.json')
    await fileShelf(files, path).set('a', '1')
    await appendFile(path, '["b","2')
    const shelf = fileShelf(files, path)
    assert.deepEqual([await shelf.get('a'), await shelf.get('b')], ['1', undefined])
    await shelf.set('c', '3')
    const again = fileShelf(files, path)
    assert.deepEqual([await again.get('a'), await again.get('c')], ['1', '3'])
  })

  it('does not lose a line that lacks its end only, nor the next one to it', async () => {
    const path = join(folder, 'unended.json')
    await writeFile(path, '["a","1"]\n["b","2"]')
    await fileShelf(files, path).set('c', '3')
    const again = fileShelf(files, path)
    assert.deepEqual([await again.get('a'), await again.get('b'), await again.get('c')], ['1', '2', '3'])
  })

  it('does not lose what comes after a line that a full disk cut off', async () => {
    const path = join(folder, 'cut.json')
    let isFull = true
    const append = (to: string, text: string): void => {
      files.appendFileSync(to, isFull ? text.slice(0, 4) : text)
      if (isFull) throw new Error('no space')
    }
    const shelf = fileShelf({ ...files, appendFileSync: append }, path)
    await assert.rejects(shelf.set('a', '1'), /no space/)
    isFull = false
    await shelf.set('b', '2')
    await shelf.set('c', '3')
    const again = fileShelf(files, path)
    assert.deepEqual([await again.get('b'), await again.get('c')], ['2', '3'])
  })

  it('stays small where the program starts often', async () => {
    const path = join(folder, 'starts.json')
    for (let start = 0; start < 5; start += 1) {
      const shelf = fileShelf(files, path)
      for (let time = 0; time < 1_000; time += 1) await shelf.set('cursor', String(time))
    }
    assert.ok(files.statSync(path).size < 60_000)
  })

  it('begins anew from a file that is none of ours', async () => {
    const path = join(folder, 'other.json')
    await writeFile(path, '{"a":')
    assert.equal(await fileShelf(files, path).get('a'), undefined)
  })

  it('stays small, however often something is set', async () => {
    const path = join(folder, 'often.json')
    const shelf = fileShelf(files, path)
    await shelf.set('kept', 'yes')
    for (let time = 0; time < 5_000; time += 1) await shelf.set('cursor', String(time))
    const again = fileShelf(files, path)
    assert.deepEqual([await again.get('kept'), await again.get('cursor')], ['yes', '4999'])
    assert.ok(files.statSync(path).size < 60_000)
  })

  it('says when it cannot be written, and can be written again afterwards', async () => {
    let isFull = true
    const full = (path: string, text: string): void => {
      if (isFull) throw new Error('no space')
      files.appendFileSync(path, text)
    }
    const shelf = fileShelf({ ...files, appendFileSync: full }, join(folder, 'full.json'))
    await assert.rejects(shelf.set('a', '1'), /no space/)
    isFull = false
    await shelf.set('b', '2')
    assert.equal(await shelf.get('b'), '2')
  })
})
