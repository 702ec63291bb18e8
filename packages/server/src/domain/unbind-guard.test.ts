import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { mayUnbindUnsure, observe, unknownCredential } from './unbind-guard.ts'

describe('The guard against mass unbinding', () => {
  it('F77 unbinds nothing while nothing was ever accepted with the credential', () => {
    let state = unknownCredential
    for (let count = 0; count < 3; count += 1) state = observe(state, 'doubtful')
    assert.equal(mayUnbindUnsure(state), false)
  })

  it('unbinds single doubtful tokens of a credential that works', () => {
    const state = observe(observe(unknownCredential, 'accepted'), 'doubtful')
    assert.equal(mayUnbindUnsure(state), true)
  })

  it('stops when more than a handful are refused in a row, until something is accepted again', () => {
    let state = observe(unknownCredential, 'accepted')
    for (let count = 0; count < 6; count += 1) state = observe(state, 'doubtful')
    assert.equal(mayUnbindUnsure(state), false)
    assert.equal(mayUnbindUnsure(observe(observe(state, 'accepted'), 'doubtful')), true)
  })
})
