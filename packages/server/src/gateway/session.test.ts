import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ClientFrame } from '@posthouse/protocol/frames'
import fc from 'fast-check'
import { type SessionEvent, type SessionState, step } from './session.ts'

const login: ClientFrame = { t: 'login', v: 1, id: 1, app: 1, user: 'a', device: 'd', platform: 1, sdk: '' }
const forget: ClientFrame = { t: 'forget', v: 1, id: 1, app: 1, pushId: 'p' }
const request: ClientFrame = { t: 'request', id: 1, method: 'm', params: {} }
const ack: ClientFrame = { t: 'ack', position: 3 }
const ping: ClientFrame = { t: 'ping' }
const frame = (one: ClientFrame): SessionEvent => ({ kind: 'frame', frame: one })

describe('the machine of a session', () => {
  it('goes from a login to live, and does what is asked on the way', () => {
    const table: readonly (readonly [SessionState, SessionEvent, SessionState, string])[] = [
      ['new', frame(login), 'logging-in', 'log-in'],
      ['new', frame(forget), 'new', 'forget'],
      ['new', frame(ping), 'new', 'pong'],
      ['new', frame(request), 'closing', 'bye no-login'],
      ['new', frame(ack), 'closing', 'bye no-login'],
      ['new', frame({ ...login, v: 2 }), 'closing', 'bye version'],
      ['new', frame({ ...forget, v: 2 }), 'closing', 'bye version'],
      ['logging-in', frame(login), 'closing', 'bye bad-frame'],
      ['logging-in', frame(request), 'closing', 'bye bad-frame'],
      ['logging-in', frame(ack), 'closing', 'bye bad-frame'],
      ['logging-in', frame(ping), 'logging-in', 'pong'],
      ['logging-in', { kind: 'admitted' }, 'catching-up', 'nothing'],
      ['catching-up', frame(request), 'catching-up', 'answer'],
      ['catching-up', frame(ack), 'catching-up', 'note'],
      ['catching-up', { kind: 'caught-up' }, 'live', 'nothing'],
      ['live', frame(request), 'live', 'answer'],
      ['live', frame(ack), 'live', 'note'],
      ['live', frame(forget), 'closing', 'bye bad-frame'],
      ['live', { kind: 'bad-frame' }, 'closing', 'bye bad-frame'],
      ['live', { kind: 'end', reason: 'silent' }, 'closing', 'bye silent'],
    ]
    for (const [from, event, to, effect] of table) {
      const done = step(from, event)
      const said = done.effect.kind === 'bye' ? `bye ${done.effect.reason}` : done.effect.kind
      assert.deepEqual([done.state, said], [to, effect], `${from} ${JSON.stringify(event)}`)
    }
  })

  it('says one last word, and hears and does nothing after it', () => {
    const events = fc.constantFrom<SessionEvent>(
      ...[login, forget, request, ack, ping].map(frame),
      { kind: 'bad-frame' },
      { kind: 'admitted' },
      { kind: 'caught-up' },
      { kind: 'end', reason: 'slow' },
    )
    fc.assert(
      fc.property(fc.array(events), happened => {
        let state: SessionState = 'new'
        let byes = 0
        for (const event of happened) {
          const wasClosing: boolean = state === 'closing'
          const done = step(state, event)
          if (done.effect.kind === 'bye') byes += 1
          if (wasClosing) assert.deepEqual(done, { state: 'closing', effect: { kind: 'nothing' } })
          state = done.state
        }
        assert.equal(byes, state === 'closing' ? 1 : 0)
      }),
    )
  })
})
