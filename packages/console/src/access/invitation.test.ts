import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isPasswordLongEnough, nameObjection } from './account-rules.ts'
import { invitationLink, invitationOf } from './invitation.ts'

describe('The way in by a link', () => {
  it('reads what the link is for and its token, and nothing from a link that was cut', () => {
    assert.deepEqual(invitationOf('/console/set-up', '#abc-_1'), { for: 'set-up', token: 'abc-_1' })
    const { pathname, hash } = new URL(invitationLink('http://127.0.0.1:8099', 'abc'))
    assert.deepEqual(invitationOf(pathname, hash), { for: 'invitation', token: 'abc' })
    for (const cut of ['', '#']) assert.equal(invitationOf('/console/set-up', cut), undefined)
  })

  it('says the rules of names and passwords before the server has to', () => {
    for (const name of ['ada', 'Ada.L', 'ada@example.com', '李雷', '1']) assert.equal(nameObjection(name), false, name)
    for (const name of ['', ' ', '.ada', 'a b', 'a/b', 'x'.repeat(65)]) assert.equal(nameObjection(name), true, name)
    assert.equal(isPasswordLongEnough('123456789'), false)
    assert.equal(isPasswordLongEnough('一二三四五六七八九十'), true)
  })
})
