import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createPasswords } from './password.ts'
import { systemRandom } from './random.ts'

const cheap = createPasswords(systemRandom, { log2N: 4, r: 8, p: 1 })

it('S09 verifies the password that was hashed, of any script and 64 characters, and no other', async () => {
  for (const password of ['p1', '密码🙂', 'x'.repeat(64)]) {
    const stored = await cheap.hash(password)
    assert.match(stored, /^scrypt\$4\$8\$1\$/)
    assert.equal(await cheap.verify(password, stored), true)
    assert.equal(await cheap.verify(`${password} `, stored), false)
  }
})

it('S09 verifies hashes of another cost, so that the cost can rise', async () => {
  const stored = await cheap.hash('p1')
  const dearer = createPasswords(systemRandom, { log2N: 6, r: 8, p: 1 })
  assert.equal(await dearer.verify('p1', stored), true)
})

it('says no, and nothing else, for an unknown account or a damaged hash', async () => {
  for (const stored of [undefined, '', 'plain', 'scrypt$4$8$1$x$y'])
    assert.equal(await cheap.verify('p1', stored), false)
})

it('I11 refuses the hash after the last one that may wait', async () => {
  const results = await Promise.allSettled(Array.from({ length: 261 }, () => cheap.hash('p')))
  assert.equal(results.filter(({ status }) => status === 'rejected').length, 1)
})
