import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { AbortGroups, type GroupMember } from './abort-groups.ts'

interface Named extends GroupMember {
  readonly name: string
}

const named = (name: string): Named => ({ name, place: -1 })

test('a thousand that share a signal cost one listener, and the last to leave takes it along', () => {
  const groups = new AbortGroups<GroupMember>(() => assert.fail('nobody aborted'))
  const { signal } = new AbortController()
  const members = Array.from({ length: 1_000 }, () => ({ place: -1 }))
  const joined = members.map(member => groups.join(signal, member))
  assert.equal(new Set(joined).size, 1)
  const [group] = joined
  assert.ok(group)
  for (const member of members) {
    assert.equal(getEventListeners(signal, 'abort').length, 1)
    groups.leave(group, member)
    groups.leave(group, member)
  }
  assert.equal(getEventListeners(signal, 'abort').length, 0)
})

test('an abort reaches each of its own members once, by its name, and leaves no listener', () => {
  const aborted: string[] = []
  const groups = new AbortGroups<Named>(({ name }, cause) => aborted.push(`${name} ${cause}`))
  const [one, other] = [new AbortController(), new AbortController()]
  for (const name of ['a', 'b']) groups.join(one.signal, named(name))
  groups.join(other.signal, named('c'))
  one.abort()
  assert.deepEqual(aborted, ['a aborted', 'b aborted'])
  other.abort(new DOMException('late', 'TimeoutError'))
  assert.deepEqual(aborted, ['a aborted', 'b aborted', 'c deadline'])
  for (const { signal } of [one, other]) assert.equal(getEventListeners(signal, 'abort').length, 0)
})

test('who leaves while an abort is under way is not told', () => {
  const aborted: string[] = []
  const [a, b, c] = [named('a'), named('b'), named('c')]
  const groups = new AbortGroups<Named>(member => {
    aborted.push(member.name)
    if (member === a) groups.leave(group, b)
  })
  const controller = new AbortController()
  const group = groups.join(controller.signal, a)
  for (const member of [b, c]) groups.join(controller.signal, member)
  controller.abort()
  assert.deepEqual(aborted, ['a', 'c'])
})
