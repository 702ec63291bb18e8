import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { buildConnector } from 'undici'
import { systemClock } from '../base/clock.ts'
import type { OutgoingResult } from '../ports/egress.ts'
import { createAddressGuard } from './address-guard.ts'
import { systemResolve } from './dns.ts'
import { createEgress, type EgressOptions } from './egress.ts'
import { AddressRefused, guardedConnector } from './guarded-connector.ts'

const never = new AbortController().signal
const sandbox: EgressOptions = {
  allowHttp: true,
  allowLoopback: true,
  allowCidrs: [],
  ownAddresses: [],
  extraPorts: 'any',
}
const strict: EgressOptions = { ...sandbox, allowLoopback: false }

const closing: (() => unknown)[] = []
after(async () => {
  for (const close of closing) await close()
})

function egressOf(options: EgressOptions) {
  const egress = createEgress(systemClock, options)
  closing.push(() => egress[Symbol.asyncDispose]())
  return egress
}

async function serve<S extends Server | TcpServer>(server: S, host = '127.0.0.1', port = 0): Promise<number> {
  server.listen(port, host)
  await once(server, 'listening')
  closing.push(() => {
    if ('closeAllConnections' in server) server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

async function receiver(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await serve(createServer(listener))}/hook`
}

/** Counts connections and says nothing. */
async function canary(): Promise<{ readonly port: number; hits(): number }> {
  let hits = 0
  const port = await serve(
    createTcpServer(socket => {
      hits += 1
      socket.destroy()
    }),
  )
  return { port, hits: () => hits }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text
}

function post(egress: ReturnType<typeof egressOf>, url: string, signal: AbortSignal = never): Promise<OutgoingResult> {
  return egress.post(
    { url, headers: { 'content-type': 'application/json', 'user-agent': 'Posthouse' }, body: '{"推":1}' },
    signal,
  )
}

test('a request arrives with its exact bytes and headers, and nothing that was not asked for', async () => {
  const seen: { headers: IncomingMessage['headers']; body: string }[] = []
  const url = await receiver(async (request, response) => {
    seen.push({ headers: request.headers, body: await bodyOf(request) })
    response.setHeader('X-Answer', 'yes').end('thanks')
  })
  const result = await post(egressOf(sandbox), `${url}?a=b`)
  assert.equal(result.kind, 'answered')
  assert.deepEqual(result.kind === 'answered' && [result.status, result.excerpt, result.headers['x-answer']], [
    200,
    'thanks',
    'yes',
  ])
  assert.equal(seen[0]?.body, '{"推":1}')
  assert.deepEqual(
    new Set(Object.keys(seen[0]?.headers ?? {})),
    new Set(['connection', 'content-length', 'content-type', 'host', 'user-agent']),
  )
})

test('connections are kept and used again', async () => {
  const ports = new Set<number | undefined>()
  const url = await receiver((request, response) => {
    ports.add(request.socket.remotePort)
    response.end()
  })
  const egress = egressOf(sandbox)
  for (let round = 0; round < 50; round += 1) await post(egress, url)
  // Two, because the next request may begin in the very turn in which undici still frees the first connection.
  assert.ok(ports.size <= 2, `${ports.size} connections`)
})

test('S21: literals are refused without a connection, by the URL rules and by the connector alone', async () => {
  const { port, hits } = await canary()
  const egress = egressOf(strict)
  for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '127.1', '①②⑦.0.0.1']) {
    const result = await post(egress, `http://${host}:${port}/`)
    assert.equal(result.kind, 'refused', host)
  }
  const connect = guardedConnector({
    build: buildConnector,
    guard: createAddressGuard(strict),
    resolve: systemResolve,
    timeoutMs: 1_000,
    ca: [],
  })
  for (const hostname of ['127.0.0.1', '::ffff:127.0.0.1', '::1']) {
    for (const protocol of ['http:', 'https:']) {
      const { promise, resolve } = Promise.withResolvers<unknown>()
      connect({ hostname, host: hostname, protocol, port: String(port) }, (...[error]) => resolve(error))
      assert.ok((await promise) instanceof AddressRefused)
    }
  }
  assert.equal(hits(), 0)
})

test('S21: a name is refused when any one of its addresses is forbidden', async () => {
  const { port, hits } = await canary()
  const answers: Record<string, readonly string[]> = {
    'private.example.test': ['127.0.0.1'],
    'mixed.example.test': ['93.184.215.14', '127.0.0.1'],
    'mapped.example.test': ['::ffff:127.0.0.1'],
    'empty.example.test': [],
  }
  const egress = egressOf({ ...strict, resolve: async name => answers[name] ?? [] })
  for (const name of ['private', 'mixed', 'mapped']) {
    const result = await post(egress, `http://${name}.example.test:${port}/`)
    assert.equal(result.kind, 'refused')
    assert.match(result.kind === 'refused' ? result.cause : '', /leads to .*127\.0\.0\.1 is not a public address/)
  }
  assert.equal((await post(egress, `http://empty.example.test:${port}/`)).kind, 'failed')
  const own = egressOf(strict)
  for (const name of ['localhost', 'localhost.'])
    assert.notEqual((await post(own, `http://${name}:${port}/`)).kind, 'answered')
  assert.equal(hits(), 0)
})

test('S23, F82: redirects are an answer like any other; the second host is never contacted', async () => {
  const { port, hits } = await canary()
  const url = await receiver((request, response) => {
    const status = Number(request.url?.slice(-3))
    response.writeHead(status, { location: `http://127.0.0.1:${port}/` }).end()
  })
  const egress = egressOf(sandbox)
  for (const status of [301, 302, 303, 307, 308]) {
    const result = await post(egress, `${url}?${status}`)
    assert.equal(result.kind === 'answered' && result.status, status)
  }
  assert.equal(hits(), 0)
})

test('S23: proxy variables of the environment are not read', async () => {
  const { port, hits } = await canary()
  const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY']
  const before = names.map(name => process.env[name])
  for (const name of names) process.env[name] = name.startsWith('NODE') ? '1' : `http://127.0.0.1:${port}`
  try {
    const url = await receiver((_request, response) => response.end())
    assert.equal((await post(egressOf(sandbox), url)).kind, 'answered')
  } finally {
    for (const [index, name] of names.entries()) {
      const value = before[index]
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
  assert.equal(hits(), 0)
})

test('S24, F83: an endless answer is cut at 64 KiB, 4 KiB are kept, and the status line decides', async () => {
  let written = 0
  const url = await receiver((_request, response) => {
    response.writeHead(202)
    const chunk = 'x'.repeat(16_384)
    const more = () => {
      while (!response.destroyed && response.write(chunk)) written += chunk.length
    }
    response.on('drain', more)
    more()
  })
  const result = await post(egressOf(sandbox), url)
  assert.equal(result.kind === 'answered' && result.status, 202)
  assert.equal(result.kind === 'answered' && result.excerpt.length, 4_096)
  assert.ok(written < 64 * 1_048_576, `${written} bytes were taken`)
})

test('S24, F83: a compressed answer stays compressed', async () => {
  const bomb = gzipSync(Buffer.alloc(8 * 1_048_576))
  const url = await receiver((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb))
  const result = await post(egressOf(sandbox), url)
  assert.equal(result.kind === 'answered' && result.status, 200)
  assert.ok(result.kind === 'answered' && result.excerpt.length <= 4_096)
})

test('S24, F83: headers of a megabyte are a failure', async () => {
  const port = await serve(
    createTcpServer(socket =>
      socket.end(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(1_048_576)}\r\n\r\n`).on('error', () => socket.destroy()),
    ),
  )
  const result = await post(egressOf(sandbox), `http://127.0.0.1:${port}/`)
  assert.equal(result.kind, 'failed')
  assert.match(result.kind === 'failed' ? result.cause : '', /[Hh]eaders/)
})

test('S24, F81, F83: silence, a dripping header and endless 1xx all end with the total time limit', async () => {
  const talk: Record<string, (socket: Socket) => void> = {
    silence: () => undefined,
    drip: socket => socket.write('HTTP/1.1 200 OK\r\nX-Slow: '),
    interim: socket => {
      const more = () => {
        while (!socket.destroyed && socket.write('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'));
        socket.once('drain', more)
      }
      more()
    },
  }
  for (const [name, speak] of Object.entries(talk)) {
    const port = await serve(
      createTcpServer(socket => socket.on('error', () => socket.destroy()).once('data', () => speak(socket))),
    )
    const result = await post(egressOf({ ...sandbox, timeoutMs: 150 }), `http://127.0.0.1:${port}/`)
    assert.equal(result.kind, 'failed', name)
    assert.match(result.kind === 'failed' ? result.cause : '', /150 ms/, name)
  }
})

test('S24: a body that drips after the status line is an answer once the time is over', async () => {
  const url = await receiver((_request, response) => {
    response.writeHead(204 + 1)
    response.write('d')
  })
  const result = await post(egressOf({ ...sandbox, timeoutMs: 150 }), url)
  assert.equal(result.kind === 'answered' && result.status, 205)
})

test('F86: a connection that ends before the status line is a failure', async () => {
  const port = await serve(
    createTcpServer(socket => socket.on('error', () => undefined).once('data', () => socket.destroy())),
  )
  const result = await post(egressOf(sandbox), `http://127.0.0.1:${port}/`)
  assert.equal(result.kind, 'failed')
})

test('a refused connection and an unknown name are failures that say why', async () => {
  const { port } = await canary()
  const [closed] = closing.splice(-1)
  await closed?.()
  const result = await post(egressOf(sandbox), `http://127.0.0.1:${port}/`)
  assert.match(result.kind === 'failed' ? result.cause : '', /ECONNREFUSED/)
  const egress = egressOf({ ...sandbox, resolve: () => Promise.reject(new Error('no such name')) })
  assert.match(JSON.stringify(await post(egress, 'http://nowhere.example.test/')), /no such name/)
})

test('an aborted signal ends a request under way, and starts none', async () => {
  const arrived = Promise.withResolvers<void>()
  const url = await receiver(() => arrived.resolve())
  const controller = new AbortController()
  const egress = egressOf(sandbox)
  const pending = post(egress, url, controller.signal)
  await arrived.promise
  controller.abort()
  assert.equal((await pending).kind, 'failed')
  assert.equal((await post(egress, url, controller.signal)).kind, 'failed')
})

test('headers that would break the wire are a failure, not an exception', async () => {
  const url = await receiver((_request, response) => response.end())
  const result = await egressOf(sandbox).post({ url, headers: { 'x-y': 'a\r\nb: c' }, body: '' }, never)
  assert.equal(result.kind, 'failed')
})

test('a closed egress sends nothing; closing twice is harmless', async () => {
  const url = await receiver((_request, response) => response.end())
  const egress = createEgress(systemClock, sandbox)
  await post(egress, url)
  await egress[Symbol.asyncDispose]()
  await egress[Symbol.asyncDispose]()
  assert.equal((await post(egress, url)).kind, 'failed')
})

test('S24: an answer says whether it ended by itself; a request may have less time than usual, and never more', async () => {
  const egress = egressOf({ ...sandbox, timeoutMs: 300 })
  const whole = await receiver((_request, response) => response.end('whole'))
  const unending = await receiver((_request, response) => response.write('begun'))
  const long = await receiver((_request, response) => response.end('x'.repeat(100_000)))
  const post = (url: string, timeoutMs?: number) =>
    egress.post({ url, headers: {}, body: '{}', ...(timeoutMs === undefined ? {} : { timeoutMs }) }, never)
  const seen = (result: OutgoingResult) => result.kind === 'answered' && [result.status, result.isComplete]
  assert.deepEqual(seen(await post(whole)), [200, true])
  assert.deepEqual(seen(await post(long)), [200, false])
  const quick = await post(unending, 50)
  assert.deepEqual(seen(quick), [200, false])
  assert.ok(quick.kind === 'answered' && quick.durationMs < 250, JSON.stringify(quick))
  const slow = await post(unending, 60_000)
  assert.ok(slow.kind === 'answered' && slow.durationMs >= 295 && slow.durationMs < 5_000, JSON.stringify(slow))
})
