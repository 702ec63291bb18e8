import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WireResult } from '../contract.ts'
import { Exchange } from './exchange.ts'

test('a request ends once: only the first result is reported', () => {
  const results: WireResult[] = []
  const exchange = new Exchange({ method: 'GET', path: '/', headers: {} }, 1_000, result => results.push(result))
  assert.equal(exchange.isEnded, false)
  exchange.end({ kind: 'unknown', cause: 'deadline' })
  exchange.end({ kind: 'unsent', cause: 'closed' })
  assert.deepEqual([exchange.isEnded, results], [true, [{ kind: 'unknown', cause: 'deadline' }]])
})
