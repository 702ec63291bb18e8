import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { it } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { PosthouseError } from '../base/failure.ts'
import { refuseRaw } from './raw-reply.ts'

it('S36 a refused connection ends though the client keeps its end open', async () => {
  const timers: (() => void)[] = []
  let stopped = 0
  const after = (_delayMs: number, run: () => void) => {
    timers.push(run)
    return () => {
      stopped += 1
    }
  }
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const accepted = once(server, 'connection')
  const client = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true })
  const [socket] = await accepted
  refuseRaw(socket, new PosthouseError('overloaded'), { ...systemClock, after })
  const answer = (await client.setEncoding('utf8').toArray()).join('')
  assert.match(answer, /^HTTP\/1\.1 503 [\s\S]*"error_description"/)
  assert.equal(socket.destroyed, false)
  timers[0]?.()
  await once(socket, 'close')
  assert.deepEqual([timers.length, stopped], [1, 1])
  client.destroy()
  server.close()
})
