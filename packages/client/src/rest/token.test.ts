import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createTokenSource, type IssuedToken } from './token.ts'

function aSource(expiresInSeconds: number) {
  const waiting: ((token: IssuedToken) => void)[] = []
  const clock = { nowMs: 0 }
  let asked = 0
  const source = createTokenSource(
    () =>
      new Promise(resolve => {
        asked += 1
        waiting.push(resolve)
      }),
    () => clock.nowMs,
  )
  const issue = () => {
    for (const resolve of waiting.splice(0)) resolve({ text: `token ${asked}`, expiresInSeconds })
  }
  return { source, clock, issue, asked: () => asked }
}

const never = new AbortController().signal

describe('A token source', () => {
  it('fetches once for all who ask at the same time, and then not again', async () => {
    const { source, issue, asked } = aSource(3_600)
    const both = Promise.all([source.get(never), source.get(never)])
    issue()
    assert.deepEqual(await both, ['token 1', 'token 1'])
    assert.equal(await source.get(never), 'token 1')
    assert.equal(asked(), 1)
  })

  it('fetches anew a minute before the end', async () => {
    const { source, clock, issue } = aSource(3_600)
    const first = source.get(never)
    issue()
    await first
    clock.nowMs = 3_539_999
    assert.equal(await source.get(never), 'token 1')
    clock.nowMs = 3_540_000
    const second = source.get(never)
    issue()
    assert.equal(await second, 'token 2')
  })

  it('uses a token that lives shorter than a minute for half of its life', async () => {
    const { source, clock, issue } = aSource(10)
    const first = source.get(never)
    issue()
    await first
    clock.nowMs = 4_999
    assert.equal(await source.get(never), 'token 1')
    clock.nowMs = 5_000
    const second = source.get(never)
    issue()
    assert.equal(await second, 'token 2')
  })

  it('forgets a token that the server refused, but not the one that came after it', async () => {
    const { source, issue } = aSource(3_600)
    const first = source.get(never)
    issue()
    assert.equal(source.refused(await first), true)
    const second = source.get(never)
    issue()
    assert.equal(await second, 'token 2')
    source.refused('token 1')
    assert.equal(await source.get(never), 'token 2')
  })

  it('lets one caller give up and the others have the token', async () => {
    const { source, issue } = aSource(3_600)
    const gone = new AbortController()
    const [impatient, patient] = [source.get(gone.signal), source.get(never)]
    gone.abort(new Error('gone'))
    await assert.rejects(impatient, /gone/)
    issue()
    assert.equal(await patient, 'token 1')
  })
})
