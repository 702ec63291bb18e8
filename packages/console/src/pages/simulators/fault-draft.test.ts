import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type FaultDraft, faultKinds, faultOf, firstDraft } from './fault-draft.ts'

const made = (changes: Partial<FaultDraft>) => faultOf({ ...firstDraft, ...changes })

describe('a fault from the form', () => {
  it('is the one that was written, for each kind', () => {
    const actions = [
      { kind: 'answer', status: 503 },
      { kind: 'delay', ms: 3_000 },
      { kind: 'hang' },
      { kind: 'reset', when: 'before' },
      { kind: 'refuse-stream' },
      { kind: 'goaway', finish: false },
    ]
    assert.deepEqual(
      faultKinds.map(kind => made({ kind })),
      actions.map(action => ({ fault: { times: 1, action } })),
    )
  })

  it('answers with JSON where the body is some, and else with the text', () => {
    const action = (body: string) => made({ body })
    assert.deepEqual(action('{"code":33}'), {
      fault: { times: 1, action: { kind: 'answer', status: 503, body: { code: 33 } } },
    })
    assert.deepEqual(action('<html>'), { fault: { times: 1, action: { kind: 'answer', status: 503, body: '<html>' } } })
  })

  it('ends by number, by time, or by both', () => {
    const hang = { kind: 'hang' } as const
    assert.deepEqual(made({ ...hang, times: '', seconds: '30' }), { fault: { forMs: 30_000, action: hang } })
    assert.deepEqual(made({ ...hang, times: '5', seconds: '1.5' }), { fault: { times: 5, forMs: 1_500, action: hang } })
    assert.deepEqual(made({ ...hang, times: '', seconds: '' }), { wrong: ['times'] })
  })

  it('names every field that cannot be', () => {
    assert.deepEqual(made({ status: '99', times: '0', seconds: '601' }), { wrong: ['status', 'times', 'seconds'] })
    assert.deepEqual(made({ kind: 'delay', lateSeconds: 'soon' }), { wrong: ['lateSeconds'] })
    assert.deepEqual(made({ status: '' }), { wrong: ['status'] })
  })

  it('is for requests of access tokens, or for one device, where it says so', () => {
    assert.deepEqual(made({ kind: 'hang', on: 'auth' }), { fault: { on: 'auth', times: 1, action: { kind: 'hang' } } })
    assert.deepEqual(made({ kind: 'hang', token: ' abc ' }), {
      fault: { token: 'abc', times: 1, action: { kind: 'hang' } },
    })
  })
})
