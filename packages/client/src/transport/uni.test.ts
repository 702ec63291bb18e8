// uni-app's socket task, played as DCloud documents it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeUni } from '../testing/fake-uni.ts'
import { uniTransport } from './uni.ts'

function opened() {
  const { uni, sockets } = createFakeUni()
  const told: unknown[] = []
  const link = uniTransport(uni).open('wss://push.example/im', {
    opened: () => told.push('opened'),
    received: text => told.push(text),
    closed: code => told.push(code),
  })
  const [socket] = sockets
  assert.ok(socket)
  return { link, socket, told }
}

test('texts go both ways, and the end is told once', async () => {
  const { link, socket, told } = opened()
  assert.equal(socket.url, 'wss://push.example/im')
  socket.accept()
  socket.deliver('{"t":"pong"}')
  link.send('{"t":"ping"}')
  socket.drop(4001)
  socket.fail()
  await Promise.resolve()
  assert.deepEqual(socket.sent, ['{"t":"ping"}'])
  assert.deepEqual(told, ['opened', '{"t":"pong"}', 4001])
})

test('a socket that could not be opened is closed with 1006', async () => {
  const { socket, told } = opened()
  socket.fail()
  await Promise.resolve()
  assert.deepEqual(told, [1006])
})

test('nothing is told after the program closed it', async () => {
  const { link, socket, told } = opened()
  link.close(1000)
  socket.deliver('late')
  await Promise.resolve()
  assert.deepEqual(socket.closed, { code: 1000 })
  assert.deepEqual(told, [])
})
