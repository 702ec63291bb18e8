import assert from 'node:assert/strict'
import { it } from 'node:test'
import { appNameObjection } from './app.ts'
import { isPlainText, nicknameObjection, passwordObjection, readUsername } from './username.ts'

it('folds a user id to lower case and takes digits, "_", "-" and "." (spec/easemob.md §2.2)', () => {
  assert.equal(readUsername('Alice_01.b-C'), 'alice_01.b-c')
  assert.equal(readUsername('x'.repeat(64)), 'x'.repeat(64))
  const code = (text: string) => (readUsername(text) as { code?: string }).code
  assert.equal(code(''), 'username_missing')
  assert.equal(code('x'.repeat(65)), 'username_too_long')
  for (const text of ['a b', 'a/b', '小明', 'a\n', "a'", 'İ']) assert.equal(code(text), 'username_illegal')
})

it('counts characters of passwords and nicknames as people do', () => {
  assert.equal(passwordObjection('🙂'.repeat(64)), undefined)
  assert.equal(passwordObjection('🙂'.repeat(65))?.code, 'password_too_long')
  assert.equal(passwordObjection('')?.code, 'password_missing')
  assert.equal(nicknameObjection('名'.repeat(100)), undefined)
  assert.equal(nicknameObjection('名'.repeat(101))?.code, 'nickname_too_long')
  assert.equal(nicknameObjection('a\nb')?.code, 'parameter_invalid')
  assert.equal(nicknameObjection('x'.repeat(1_000_000))?.code, 'nickname_too_long')
})

it('S33 knows what is no plain text', () => {
  for (const text of ['', 'a', '小明🙂', '\u202e']) assert.equal(isPlainText(text), true)
  for (const text of ['\u0000', '\u001b[31m', '\u007f', '\u0085', '\ud800', '\udc00a'])
    assert.equal(isPlainText(text), false)
})

it('keeps names of apps out of paths that the server needs', () => {
  assert.equal(appNameObjection('acme', 'demo'), undefined)
  assert.equal(appNameObjection('1112223-x', 'a.b_c'), undefined)
  for (const org of ['admin', 'Admin', 'healthz', 'assets', '', '.', '..', '-a', 'a/b', 'a#b', 'x'.repeat(65)])
    assert.equal(appNameObjection(org, 'demo')?.field, 'org', org)
  assert.equal(appNameObjection('acme', 'a b')?.field, 'name')
})
