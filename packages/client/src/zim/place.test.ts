import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { placeOf } from './place.ts'

describe('where the server is', () => {
  it('is said in any of the usual ways', () => {
    const secure = { url: 'wss://push.example/im', server: 'https://push.example' }
    for (const text of [
      'https://push.example',
      'https://push.example/',
      'wss://push.example',
      'wss://push.example/im',
      'HTTPS://push.example/im/',
    ]) {
      assert.deepEqual(placeOf(text), secure, text)
    }
    assert.deepEqual(placeOf('http://127.0.0.1:8600'), {
      url: 'ws://127.0.0.1:8600/im',
      server: 'http://127.0.0.1:8600',
    })
    assert.deepEqual(placeOf('https://host/posthouse'), {
      url: 'wss://host/posthouse/im',
      server: 'https://host/posthouse',
    })
  })

  it('is nowhere for anything else', () => {
    for (const text of [
      undefined,
      '',
      'push.example',
      'ftp://x',
      'https://',
      'https:///x',
      'https://a b',
      'https://x?y',
    ]) {
      assert.equal(placeOf(text), undefined, String(text))
    }
  })
})
