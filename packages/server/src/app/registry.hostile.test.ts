// Every route of the registry under attack, on a real store: S01, S13, S38, S39, F114.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { attack, demandDocumented } from '../http/testing/hostile.ts'
import { type RegistryServer, registryEndpoints, startRegistryServer, testAdminKey } from './testing/registry-server.ts'

/** The only endpoints that answer without a credential; each judges one itself where it needs one. */
const withoutCredential = ['tokens.issue', 'users.register']
/** The only ones that ask for nothing. */
const openToAll = ['discovery.hosts']

describe('every route', () => {
  let server: RegistryServer
  let userToken = ''
  before(async () => {
    server = await startRegistryServer()
    await server.call('POST', '/acme/demo/users', { username: 'alice', password: 'p1' }, server.demo.token)
    const grant = { grant_type: 'password', username: 'alice', password: 'p1' }
    userToken = String((await server.call('POST', '/acme/demo/token', grant)).body['access_token'])
  })
  after(() => server[Symbol.asyncDispose]())

  const filled = (path: string, app = 'demo') =>
    path
      .replace(':org', 'acme')
      .replace(':app', app)
      .replace(':username', 'alice')
      .replace(/:[a-z]+/gi, '1')
  const probe = async (method: string, path: string, token: string | undefined) =>
    (await server.call(method, path, method === 'GET' ? undefined : {}, token)).status

  it('S01 needs a credential, unless it is on the list', async () => {
    for (const { name, method, path, access } of registryEndpoints) {
      for (const token of [undefined, 'garbage', `YWMt${'A'.repeat(43)}`, 'ZHQtAAAA']) {
        const status = await probe(method, filled(path), token)
        if (access === 'open') assert.equal(status, 200, name)
        else if (withoutCredential.includes(name)) assert.ok(status === 400 || status === 401, name)
        else assert.equal(status, 401, `${name} with ${token}`)
      }
      assert.equal(access === 'public', withoutCredential.includes(name), name)
      assert.equal(access === 'open', openToAll.includes(name), name)
    }
  })

  it('S02 S17 takes each kind of credential only where it belongs', async () => {
    const kinds = { app: server.demo.token, user: userToken, admin: testAdminKey }
    for (const { name, method, path, access } of registryEndpoints) {
      if (access === 'public' || access === 'open') continue
      for (const [kind, token] of Object.entries(kinds)) {
        const belongs = kind === access || (access === 'user' && kind === 'app')
        if (belongs) continue
        assert.equal(await probe(method, filled(path), token), 401, `${name} with the ${kind} token`)
      }
    }
  })

  it('S13 I9 refuses the token of one app on the path of another, with the same body everywhere', async () => {
    const bodies = new Set<string>()
    for (const { method, path, access } of registryEndpoints) {
      if (access !== 'app' && access !== 'user') continue
      const { body } = await server.call(
        method,
        filled(path, 'other'),
        method === 'GET' ? undefined : {},
        server.demo.token,
      )
      bodies.add(JSON.stringify({ ...body, timestamp: 0, duration: 0 }))
    }
    assert.equal(bodies.size, 1)
    assert.match([...bodies][0] ?? '', /corrupt access token/)
  })

  it('S13 does not find another app’s users under its own path', async () => {
    assert.equal((await server.call('GET', '/acme/other/users/alice', undefined, server.other.token)).status, 404)
    assert.equal((await server.call('DELETE', '/acme/other/users/alice', undefined, server.other.token)).status, 404)
  })

  it('F114 S39 answers hostile requests with documented errors, and never with its own fault', async () => {
    const tokens = [server.demo.token, server.demo.token, userToken, server.other.token, testAdminKey, testAdminKey]
    await attack({ base: server.base, endpoints: registryEndpoints, org: 'acme', app: 'demo', tokens }, { runs: 1_500 })
    assert.equal((await fetch(`${server.base}/healthz`)).status, 200)
  })

  it('S38 refuses what is hardly HTTP, with a body, and closes', async () => {
    for (const bytes of rawCorpus(server.demo.token)) {
      const answer = await exchange(server.base, bytes)
      const shown = JSON.stringify(bytes.slice(0, 120).toString('latin1'))
      const match = /^HTTP\/1\.1 (\d{3}) [^\r]*\r\n([\s\S]*?)\r\n\r\n([\s\S]+)$/.exec(answer)
      assert.ok(match, `${shown} was answered with ${JSON.stringify(answer.slice(0, 200))}`)
      const [, status = '', head = '', text = ''] = match
      assert.match(status, /^4/, shown)
      demandDocumented({ status: Number(status), contentType: /content-type: ([^\r]+)/i.exec(head)?.[1] ?? '', text })
    }
    assert.equal((await fetch(`${server.base}/healthz`)).status, 200)
  })
})

/** Over a hundred requests that no honest client sends; `Connection: close` on those that a server may well understand. */
function rawCorpus(token: string): readonly Buffer[] {
  const head = `Host: a\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n`
  const post = 'POST /acme/demo/token HTTP/1.1\r\n'
  const texts = [
    'garbage\r\n\r\n',
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'GET\r\n\r\n',
    'GET /\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    'GET / HTTP/1.1 extra\r\nHost: a\r\n\r\n',
    `GET  / HTTP/1.1\r\n${head}\r\n`,
    `get / HTTP/1.1\r\n${head}\r\n`,
    'GET / HTTP/1.1\r\nConnection: close\r\n\r\n',
    `GET / HTTP/1.1\r\nHost: a\r\n Folded: x\r\n${head}\r\n`,
    `GET / HTTP/1.1\r\nBad Header: x\r\n${head}\r\n`,
    `GET / HTTP/1.1\r\n: x\r\n${head}\r\n`,
    `GET / HTTP/1.1\r\nX\x00: x\r\n${head}\r\n`,
    `GET / HTTP/1.1\r\nX: a\x00b\r\n${head}\r\n`,
    `GET / HTTP/1.1\r\nX: a\rb\r\n${head}\r\n`,
    `GET / HTTP/1.1\nHost: a\n\n`,
    `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n${head}\r\n`,
    `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n${head}\r\n`,
    `GET / HTTP/1.1\r\n${'X: y\r\n'.repeat(4_000)}${head}\r\n`,
    `CONNECT a:443 HTTP/1.1\r\n${head}\r\n`,
    `${post}${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
    `${post}${head}Content-Length: 2, 2\r\n\r\n{}`,
    `${post}${head}Content-Length: -1\r\n\r\n{}`,
    `${post}${head}Content-Length: +2\r\n\r\n{}`,
    `${post}${head}Content-Length: 0x2\r\n\r\n{}`,
    `${post}${head}Content-Length: 99999999999999999999\r\n\r\n{}`,
    `${post}${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    `${post}${head}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n{}`,
    `${post}${head}Transfer-Encoding: chunked, identity\r\n\r\n{}`,
    `${post}${head}Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    `${post}${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
    `${post}${head}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}`,
    `${post}${head}Transfer-Encoding: chunked\r\n\r\n2\r\n{}XX0\r\n\r\n`,
    `${post}${head}Transfer-Encoding: chunked\r\n\r\n2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
    `${post}${head}Expect: the-unexpected\r\nContent-Length: 2\r\n\r\n{}`,
    `${post}${head}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}`,
    `${post}${head}Content-Length: 70000\r\n\r\n${'x'.repeat(70_000)}`,
    `${post}${head}Content-Type: \r\nContent-Length: 1\r\n\r\n{`,
    `GET * HTTP/1.1\r\n${head}\r\n`,
    `GET http://other.example/acme/demo/x HTTP/1.1\r\n${head}\r\n`,
    `GET //acme/demo/users HTTP/1.1\r\n${head}\r\n`,
    `GET /acme/demo/users/ HTTP/1.1\r\n${head}\r\n`,
    `GET /acme/demo/../../etc/passwd HTTP/1.1\r\n${head}\r\n`,
    `GET /acme/demo/%2e%2e/%2e%2e/etc HTTP/1.1\r\n${head}\r\n`,
    `GET /acme/demo/users/%00 HTTP/1.1\r\n${head}\r\n`,
    `GET /acme/demo/users/%c0%ae HTTP/1.1\r\n${head}\r\n`,
    `GET /acme/demo/users/%ed%a0%80 HTTP/1.1\r\n${head}\r\n`,
    `GET /acme/demo/users/a%0d%0aX:b HTTP/1.1\r\n${head}\r\n`,
    `GET /acme%2fdemo/users HTTP/1.1\r\n${head}\r\n`,
    `GET /acme/demo/users/\xe5\xb0\x8f HTTP/1.1\r\n${head}\r\n`,
  ]
  const methods = [
    'TRACE',
    'TRACK',
    'PATCH',
    'LINK',
    'PROPFIND',
    'MKCOL',
    'LOCK',
    'PURGE',
    'SEARCH',
    'SUBSCRIBE',
    'M-SEARCH',
    'BREW',
  ]
  const odd = methods.map(method => `${method} /acme/demo/users HTTP/1.1\r\n${head}\r\n`)
  // A broken byte at every place of a sound request line and of a sound header.
  const broken = Array.from({ length: 28 }, (_, at) => spoil(`GET /nowhere/at/all HTTP/1.1\r\n${head}\r\n`, at, '\x01'))
  const brokenHeader = Array.from({ length: 10 }, (_, at) => spoil(`GET /x HTTP/1.1\r\n${head}\r\n`, 17 + at, '\x00'))
  return [...texts, ...odd, ...broken, ...brokenHeader].map(text => Buffer.from(text, 'latin1'))
}

function spoil(text: string, at: number, byte: string): string {
  return text.slice(0, at) + byte + text.slice(at + 1)
}

/** Sends bytes, half-closes, and resolves with everything that came until the server closed. */
async function exchange(base: string, bytes: Uint8Array): Promise<string> {
  const socket = connect({ port: Number(new URL(base).port), host: '127.0.0.1', allowHalfOpen: true })
  const chunks: Buffer[] = []
  socket.on('data', chunk => chunks.push(Buffer.from(chunk)))
  socket.on('error', () => undefined)
  socket.on('end', () => socket.end())
  socket.write(bytes)
  await once(socket, 'close')
  return Buffer.concat(chunks).toString('latin1')
}
