import { deepEqual, equal, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { createSharedLook } from './shared-look.ts'

function lab(tookMs: number, look = async (key: string): Promise<string> => key) {
  const at = { ms: 0 }
  const looks: string[] = []
  const shared = createSharedLook({ monotonic: () => at.ms }, 2, async (key: string) => {
    looks.push(key)
    await Promise.resolve()
    at.ms += tookMs
    return await look(key)
  })
  return { at, looks, shared }
}

test('those who ask while somebody looks wait for that look, each for his own key', async () => {
  const { looks, shared } = lab(1)
  deepEqual(await Promise.all([shared('a'), shared('b'), shared('a')]), ['a', 'b', 'a'])
  deepEqual(looks, ['a', 'b'])
})

test('what was seen is told for twenty times as long as it took, and for two seconds at most', async () => {
  for (const [tookMs, toldMs] of [
    [10, 200],
    [900, 2_000],
  ] as const) {
    const { at, looks, shared } = lab(tookMs)
    await shared('a')
    at.ms += toldMs - 1
    await shared('a')
    equal(looks.length, 1)
    at.ms += 1
    await shared('a')
    equal(looks.length, 2)
  }
})

test('a look that fails is made again', async () => {
  let isBroken = true
  const { shared } = lab(1, async key => {
    if (isBroken) throw new Error('no')
    return key
  })
  await rejects(shared('a'))
  isBroken = false
  equal(await shared('a'), 'a')
})
