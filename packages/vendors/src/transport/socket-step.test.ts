import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { tcpListener } from '../testing/dial-lab.ts'
import { keepQuiet, type StepEnd, step } from './socket-step.ts'

const never = new AbortController().signal

async function connected(port: number): Promise<Socket> {
  const socket = keepQuiet(connect({ host: '127.0.0.1', port }))
  await once(socket, 'connect')
  return socket
}

test('a step ends with its own word and takes every listener off', async () => {
  await using listener = await tcpListener()
  const socket = await connected(listener.port)
  const before = ['error', 'close'].map(name => socket.listenerCount(name))
  let end: StepEnd<string> | undefined
  let taken = 0
  const stepping = step<string>({ socket, signal: never, closedCause: 'closed' }, given => {
    end = given
    return () => {
      taken += 1
    }
  })
  end?.done('word')
  assert.deepEqual(await stepping, { kind: 'done', value: 'word' })
  assert.deepEqual(
    [['error', 'close'].map(name => socket.listenerCount(name)), taken, socket.destroyed],
    [before, 1, false],
  )
  socket.destroy()
})

test('a step that comes too late ends at once', async () => {
  await using listener = await tcpListener()
  for (const [signal, cause, isNetwork] of [
    [AbortSignal.abort('connect-timeout'), 'connect-timeout', false],
    [never, 'closed', true],
  ] as const) {
    const socket = await connected(listener.port)
    if (!signal.aborted) socket.destroy()
    const result = await step({ socket, signal, closedCause: 'closed' }, () => () => undefined)
    assert.deepEqual(result, { kind: 'failed', cause, isNetwork })
    assert.ok(socket.destroyed)
  }
})

test('a broken network is told apart from what a peer said', async () => {
  await using listener = await tcpListener()
  for (const [error, isNetwork] of [
    [Object.assign(new Error('x'), { code: 'ECONNRESET' }), true],
    [Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }), false],
  ] as const) {
    const socket = await connected(listener.port)
    const stepping = step({ socket, signal: never, closedCause: 'closed' }, () => () => undefined)
    socket.destroy(error)
    assert.deepEqual(await stepping, { kind: 'failed', cause: error.code, isNetwork })
  }
})
