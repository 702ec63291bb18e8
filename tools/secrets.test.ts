import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkSecrets, secretFindings } from './secrets.ts'
import { sourceFile } from './source-files.ts'

const door = 'packages/server/src/http/door.ts'
const texts = (code: string, path = door) => secretFindings([sourceFile(path, code)], []).map(finding => finding.text)

test('S07 nothing that the server or a vendor runs compares a secret as a text', () => {
  assert.deepEqual(checkSecrets(join(import.meta.dirname, '..')), [])
})

test('a comparison of a secret is found, however it is written', () => {
  for (const code of [
    'if (token === shown) return',
    'if (config.adminKey !== shown) return',
    'return given == this.#secret',
    'claims?.signature !== expected',
    'headers["x"] === app.sign',
    'app.serverSecret === form.get("secret")',
    'proofOf(place).equals(proof)',
    'Buffer.compare(mac, given) === 0',
  ])
    assert.equal(texts(code).length, 1, code)
})

test('what is no secret, a constant, and an address of a device may be compared', () => {
  for (const code of [
    "token === ''",
    'password === undefined',
    'token.kind === other.kind',
    'tokens.length === 1',
    'hash !== noPassword',
    'deviceToken === token',
    'sameSecret(sign, given)',
    "kind === 'token'",
  ])
    assert.deepEqual(texts(code), [], code)
})

test('a client, a test and a simulator are not judged', () => {
  for (const path of [
    'packages/client/src/a.ts',
    'packages/server/src/http/door.test.ts',
    'packages/server/src/base/testing/a.ts',
    'packages/vendors/src/apns/simulated-auth.ts',
  ])
    assert.deepEqual(secretFindings([sourceFile(path, 'a === token'), sourceFile(door, '')], []), [], path)
})

test('an exception that nothing needs any more, and a tree without sources, are findings', () => {
  const allowed = [{ path: door, what: 'a === token', reason: 'for this test' }]
  assert.deepEqual(secretFindings([sourceFile(door, 'a === token')], allowed), [])
  assert.equal(secretFindings([sourceFile(door, '')], allowed).length, 1)
  assert.equal(secretFindings([], []).length, 1)
})
