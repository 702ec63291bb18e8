import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextStepOf } from './finding-step.ts'

test('what is well has no next step, and what is not has one in both languages', () => {
  assert.equal(nextStepOf({ level: 'ok', code: 'secret-accepted' }), undefined)
  const codes = ['secret-refused', 'clock-skew', 'quota-used-up', 'paused-throttled', 'push-unreachable']
  for (const code of codes) {
    const step = nextStepOf({ level: 'warn', code })
    assert.match(step?.en ?? '', /^[A-Z].*\.$/, code)
    assert.match(step?.zh ?? '', /。$/, code)
  }
})

test('a category without a channel, and one that no VoIP notifier serves, have steps of their own', () => {
  assert.match(nextStepOf({ level: 'warn', code: 'category-im-no-channel' })?.en ?? '', /channel/)
  assert.match(nextStepOf({ level: 'warn', code: 'category-call-no-voip' })?.en ?? '', /VoIP/)
})
