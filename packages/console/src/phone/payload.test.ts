import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { payloadFor, placeIn } from './payload.ts'
import { isSame, withMessages } from './state.ts'

describe('payloads of the chat app', () => {
  it('say where a tap leads', () => {
    for (const place of [
      { id: 'alice', type: 0 },
      { id: 'team', type: 2 },
    ] as const)
      assert.deepEqual(placeIn(payloadFor(place)), place)
  })

  it('of anybody else lead nowhere', () => {
    for (const payload of ['', 'x', 'null', '7', '{}', '{"open":{"id":"","type":0}}', '{"open":{"id":"a","type":1}}'])
      assert.equal(placeIn(payload), undefined, payload)
  })
})

describe('the open conversation', () => {
  const line = (id: string, at: number) => ({ id, at, from: 'a', text: id, isOwn: false, wasOffline: false })

  it('has each message once, in the order of sending', () => {
    const messages = withMessages([line('2', 2), line('3', 3)], [line('1', 1), line('3', 3)])
    assert.deepEqual(
      messages.map(({ id }) => id),
      ['1', '2', '3'],
    )
  })

  it('is that of a user in any case', () => {
    assert.ok(isSame({ id: 'Alice', type: 0 }, { id: 'alice', type: 0 }))
    assert.ok(!isSame({ id: 'alice', type: 2 }, { id: 'alice', type: 0 }))
    assert.ok(!isSame(undefined, { id: 'alice', type: 0 }))
  })
})
