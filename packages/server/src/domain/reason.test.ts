import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { reasons } from './reason.ts'

describe('Reasons', () => {
  it('seed 000 holds every failure reason of the table, byte for byte', () => {
    const details = new Set(Object.values(reasons).map(reason => reason.detail))
    for (const detail of [
      'no push binding',
      'illegal binding',
      'no user exist',
      'notifier out of limit',
      'notifier disabled',
      'notifier is ban',
      'no notifier exist',
      'invalid notifier',
      'message ignore push',
      'invalid message',
      'expire message',
      'user ignore push',
      'ignore push device id',
      'invalid VOIP notification',
      'get push token fail',
      'push yet but fail ',
    ] as const) {
      assert.ok(details.has(detail), detail)
    }
  })

  it('says what happened, how it comes to that and what to do, in both languages', () => {
    for (const reason of Object.values(reasons)) {
      for (const text of [reason.text, reason.cause, reason.fix]) {
        assert.match(text.en, /^[A-Z`].*[.?]$/)
        assert.match(text.zh, /[\u4e00-\u9fff].*。$/)
      }
    }
  })
})
