import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Ticket } from './ticket.ts'
import { Waiting } from './waiting.ts'

const never = Number.POSITIVE_INFINITY

test('whatever enters, comes back and leaves, the order is that of a list, and every deadline is found', () => {
  const command = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('push' as const), deadlineMs: fc.nat(100) }) },
    fc.record({ kind: fc.constant('putBack' as const), deadlineMs: fc.nat(100) }),
    fc.record({ kind: fc.constant('remove' as const), at: fc.nat(20) }),
    fc.record({ kind: fc.constant('takeDue' as const), nowMs: fc.nat(100) }),
  )
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), commands => {
      const waiting = new Waiting(10)
      let [back, fresh]: [Ticket[], Ticket[]] = [[], []]
      for (const step of commands) {
        if (step.kind === 'push') {
          const ticket = aTicket(step.deadlineMs)
          waiting.push(ticket)
          fresh.push(ticket)
        } else if (step.kind === 'putBack') {
          const ticket = aTicket(step.deadlineMs)
          waiting.putBack(ticket)
          back.push(ticket)
        } else if (step.kind === 'remove') {
          const ticket = [...back, ...fresh][step.at]
          if (ticket === undefined) continue
          waiting.remove(ticket)
          assert.equal(ticket.isWaiting, false)
          back = back.filter(other => other !== ticket)
          fresh = fresh.filter(other => other !== ticket)
        } else {
          const isDue = (ticket: Ticket): boolean => ticket.deadlineMs <= step.nowMs
          assert.deepEqual(waiting.takeDue(step.nowMs), [...back, ...fresh].filter(isDue))
          back = back.filter(ticket => !isDue(ticket))
          fresh = fresh.filter(ticket => !isDue(ticket))
          assert.equal(waiting.earliestMs, Math.min(never, ...[...back, ...fresh].map(ticket => ticket.deadlineMs)))
        }
        const expected = [...back, ...fresh]
        assert.deepEqual(listed(waiting), expected)
        assert.equal(waiting.size, expected.length)
        assert.equal(waiting.room, Math.max(0, 10 - expected.length))
        assert.ok(expected.every(ticket => ticket.isWaiting && ticket.deadlineMs >= waiting.earliestMs))
      }
    }),
  )
})

test('drained resolves at once up to half of the places, else when so many are free again', async () => {
  const waiting = new Waiting(4)
  const tickets = [1, 2, 3, 4].map(aTicket)
  for (const ticket of tickets.slice(0, 2)) waiting.push(ticket)
  await waiting.drained()
  for (const ticket of tickets.slice(2)) waiting.push(ticket)
  let isDrained = false
  const drained = Promise.all([waiting.drained(), waiting.drained()]).then(() => {
    isDrained = true
  })
  waiting.remove(tickets[0] as Ticket)
  await Promise.resolve()
  assert.equal(isDrained, false)
  waiting.remove(tickets[3] as Ticket)
  await drained
})

function aTicket(deadlineMs: number): Ticket {
  return new Ticket({ method: 'GET', path: '/', headers: {} }, deadlineMs, () => undefined)
}

function listed(waiting: Waiting): readonly Ticket[] {
  const all: Ticket[] = []
  for (let ticket = waiting.first; ticket; ticket = ticket.next) {
    assert.equal(ticket.previous, all.at(-1))
    all.push(ticket)
  }
  return all
}
