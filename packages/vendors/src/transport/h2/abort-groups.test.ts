import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { AbortGroups } from './abort-groups.ts'

test('a thousand that share a signal cost one listener, and the last to leave takes it along', () => {
  const groups = new AbortGroups<number>(() => assert.fail('nobody aborted'))
  const { signal } = new AbortController()
  const members = Array.from({ length: 1_000 }, (_, index) => index)
  const joined = members.map(member => groups.join(signal, member))
  assert.equal(new Set(joined).size, 1)
  for (const member of members) {
    assert.equal(getEventListeners(signal, 'abort').length, 1)
    groups.leave(joined[member] as (typeof joined)[number], member)
  }
  assert.equal(getEventListeners(signal, 'abort').length, 0)
})

test('an abort reaches each of its own members once, by its name, and leaves no listener', () => {
  const aborted: string[] = []
  const groups = new AbortGroups<string>((member, cause) => aborted.push(`${member} ${cause}`))
  const [one, other] = [new AbortController(), new AbortController()]
  for (const member of ['a', 'b']) groups.join(one.signal, member)
  groups.join(other.signal, 'c')
  one.abort()
  assert.deepEqual(aborted, ['a aborted', 'b aborted'])
  other.abort(new DOMException('late', 'TimeoutError'))
  assert.deepEqual(aborted, ['a aborted', 'b aborted', 'c deadline'])
  for (const { signal } of [one, other]) assert.equal(getEventListeners(signal, 'abort').length, 0)
})

test('who leaves while an abort is under way is not told', () => {
  const aborted: string[] = []
  const groups = new AbortGroups<string>(member => {
    aborted.push(member)
    if (member === 'a') groups.leave(group, 'b')
  })
  const controller = new AbortController()
  const group = groups.join(controller.signal, 'a')
  for (const member of ['b', 'c']) groups.join(controller.signal, member)
  controller.abort()
  assert.deepEqual(aborted, ['a', 'c'])
})
