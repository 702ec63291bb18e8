import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createScope } from './scope.ts'

describe('A scope', () => {
  it('aborts its tasks on close and waits for them, and for those they start while ending', async () => {
    const ended: string[] = []
    const scope = createScope(error => assert.fail(String(error)))
    scope.run(async signal => {
      await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
      scope.run(async () => {
        await new Promise(resolve => setImmediate(resolve))
        ended.push('second')
      })
      ended.push('first')
    })
    await scope[Symbol.asyncDispose]()
    assert.deepEqual(ended, ['first', 'second'])
    await scope[Symbol.asyncDispose]()
  })

  it('F17 tells of a task that broke, and not of one that the close broke', async () => {
    const told: string[] = []
    const scope = createScope(error => told.push(String(error)))
    scope.run(async () => {
      throw new Error('broken')
    })
    await new Promise(resolve => setImmediate(resolve))
    scope.run(async signal => {
      await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
      throw new Error('aborted')
    })
    await scope[Symbol.asyncDispose]()
    assert.deepEqual(told, ['Error: broken'])
  })
})
