import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { sameSecret } from './crypto.ts'

test('S07 secrets of any two lengths are compared without a throw, and are the same only where every character is', () => {
  const secret = 'x'.repeat(1_000)
  const same: number[] = []
  for (let length = 0; length <= 1_000; length += 1) {
    const part = secret.slice(0, length)
    if (sameSecret(secret, part)) same.push(length)
    equal(sameSecret(part, part), true)
    if (length > 0) equal(sameSecret(part, `${part.slice(0, -1)}y`), false)
  }
  deepEqual(same, [1_000])
})

test('S07 a text that is no Unicode, and one in another form, are another secret', () => {
  equal(sameSecret('é', 'e\u0301'), false)
  equal(sameSecret('a', 'a\0'), false)
  equal(sameSecret('', '\0'), false)
})
