import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { createReread, type ParserComplaint } from './unencoded-path.ts'

/** A connection that never ends by itself. */
function open(server: Server): { readonly socket: Socket; text(): string } {
  const { port } = server.address() as AddressInfo
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.setNoDelay(true).on('error', () => undefined)
  let text = ''
  socket.on('data', chunk => {
    text += chunk.toString()
  })
  return { socket, text: () => text }
}

const get = (path: string, version = '1.1', more = '') => `GET ${path} HTTP/${version}\r\nHost: a\r\n${more}\r\n`

describe('S38 reading again what nobody encoded', () => {
  let server: Server
  const served: string[] = []
  before(async () => {
    server = createServer((request, response) => {
      served.push(`${request.method} ${request.url}`)
      request.resume().on('end', () => response.setHeader('Content-Length', 2).end('ok'))
    })
    const reread = createReread(server)
    server.on('clientError', (complaint: Error & ParserComplaint, socket) => {
      if (!reread(complaint, socket)) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })

  it('S36 ends the connection after the answer, however long the client keeps its end open', async () => {
    const accepted = once(server, 'connection')
    const { socket, text } = open(server)
    const [taken] = await accepted
    socket.write(get('/小'))
    await Promise.all([once(taken, 'close'), once(socket, 'end')])
    assert.match(text(), /^HTTP\/1\.1 200 /)
    socket.destroy()
  })

  it('S36 keeps no connection for HTTP/1.0 clients that ask for it: one request is all, and streams do not pile up', async () => {
    const before = served.length
    const { socket, text } = open(server)
    let answers = 0
    socket.on('data', () => {
      answers += 1
      if (answers < 5) socket.write(get('/小', '1.0', 'Connection: keep-alive\r\n'))
    })
    socket.write(get('/小', '1.0', 'Connection: keep-alive\r\n'))
    await once(socket, 'end')
    assert.match(text(), /^HTTP\/1\.1 200 OK\r\nConnection: close\r\n/)
    assert.equal(served.length - before, 1)
    socket.destroy()
  })

  it('answers the one request though more were sent behind it', async () => {
    const { socket, text } = open(server)
    socket.write(`${get('/小')}${get('/two')}`)
    await once(socket, 'end')
    assert.match(text(), /^HTTP\/1\.1 200 [\s\S]*ok$/)
    assert.equal(served.includes('GET /two'), false)
    socket.destroy()
  })

  it('takes no line for a request line that goes on from what came before', async () => {
    const accepted = once(server, 'connection')
    const { socket, text } = open(server)
    const [taken] = await accepted
    socket.write('GET ')
    // The first bytes are to be read alone.
    while (taken.bytesRead < 4) await new Promise(resolve => setImmediate(resolve))
    socket.write('DELETE /小 HTTP/1.1\r\nHost: a\r\n\r\n')
    await once(socket, 'end')
    assert.match(text(), /^HTTP\/1\.1 400 /)
    assert.equal(
      served.some(line => line.startsWith('DELETE')),
      false,
    )
    socket.destroy()
  })

  it('S38 hides no header behind the one that it adds', async () => {
    const { socket, text } = open(server)
    socket.write('POST /小 HTTP/1.1\r\n Transfer-Encoding: chunked\r\nHost: a\r\nContent-Length: 0\r\n\r\n')
    await once(socket, 'end')
    assert.match(text(), /^HTTP\/1\.1 400 /)
    socket.destroy()
  })
})
