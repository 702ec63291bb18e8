import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Operation } from './operation.ts'
import { requestOf } from './request.ts'

const place = { org: 'acme', app: 'chat' }
const add: Operation = {
  name: 'labels.addUsers',
  method: 'POST',
  path: '/{org}/{app}/push/label/{name}/user',
  body: 'members',
  credential: 'app',
}

describe('requestOf', () => {
  it('puts what the path does not take into the body', () => {
    assert.deepEqual(requestOf(add, { name: 'vip', usernames: ['a'] }, place), {
      target: '/acme/chat/push/label/vip/user',
      body: '{"usernames":["a"]}',
    })
  })

  it('lets no value add a part to the path or the query', () => {
    const { target } = requestOf(
      { ...add, method: 'GET', query: ['cursor'] },
      { name: '../x?y#z', cursor: 'a&b=c' },
      place,
    )
    assert.equal(target, '/acme/chat/push/label/..%2Fx%3Fy%23z/user?cursor=a%26b%3Dc')
  })

  it('leaves out what is undefined, and keeps what is false, zero or null', () => {
    const { target, body } = requestOf(
      { ...add, query: ['limit', 'cursor'] },
      { name: 'vip', limit: 0, cursor: undefined, a: false, b: null, c: undefined },
      place,
    )
    assert.equal(target, '/acme/chat/push/label/vip/user?limit=0')
    assert.equal(body, '{"a":false,"b":null}')
  })

  it('sends a body that is no object as it is', () => {
    const { body } = requestOf(
      { ...add, path: '/{org}/{app}/users', body: 'whole' },
      { body: [{ username: 'a' }] },
      place,
    )
    assert.equal(body, '[{"username":"a"}]')
  })

  it('refuses a call whose path lacks a value: an empty part would be another operation', () => {
    for (const name of [undefined, ''])
      assert.throws(() => requestOf(add, { name, usernames: [] }, place), /name is missing/)
    for (const name of ['.', '..']) assert.throws(() => requestOf(add, { name, usernames: [] }, place), /must not be/)
  })
})
