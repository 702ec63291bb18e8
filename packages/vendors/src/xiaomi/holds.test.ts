import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SendResult } from '../vendor.ts'
import { CHANNELS_MAX, ChannelHolds } from './holds.ts'

const word = (code: string, retryAfterMs = 1000): SendResult => ({
  kind: 'throttled',
  scope: 'token',
  retryAfterMs,
  quota: true,
  code,
  answer: '',
})

test('a channel rests until the time that was named, and only that channel', () => {
  const holds = new ChannelHolds()
  holds.note('', word('200001'), 0)
  holds.note('chat', word('10034'), 0)
  assert.deepEqual(holds.wordOn('', 400), word('200001', 600))
  assert.deepEqual([holds.wordOn('', 1000), holds.wordOn('chat', 0)], [undefined, undefined])
})

test('no more channels are remembered than the limit', () => {
  const holds = new ChannelHolds()
  for (let index = 0; index <= CHANNELS_MAX; index += 1) holds.note(`c${index}`, word('200001'), 0)
  assert.equal(holds.wordOn('c0', 0), undefined)
  assert.ok(holds.wordOn('c1', 0) && holds.wordOn(`c${CHANNELS_MAX}`, 0))
})
