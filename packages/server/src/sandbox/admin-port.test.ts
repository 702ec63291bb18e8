// The operator's interface on a port of its own, and the headers of its answers: S60, S45.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { openTerminal } from '../cli/testing/terminal.ts'
import { RawClient } from '../gateway/testing/raw-client.ts'
import { startTestServer, type TestServer } from './test-server.ts'

/** The raw answer to a raw request. */
async function raw(url: string, ...lines: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let answer = ''
  socket.setEncoding('utf8').on('data', text => {
    answer += text
  })
  socket.write(`${[...lines, 'Host: test', 'Connection: close'].join('\r\n')}\r\n\r\n`)
  await once(socket, 'close')
  return answer
}

const bearer = ({ demo }: TestServer) => `Authorization: Bearer ${demo.adminKey}`

describe('While the host is loopback and no admin port is given', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server[Symbol.asyncDispose]())

  it('S60 one listener answers everything', async () => {
    assert.equal(server.adminUrl, server.url)
    assert.match(await raw(server.url, 'GET /admin/v1/info HTTP/1.1', bearer(server)), /^HTTP\/1\.1 200 /)
    assert.equal(server.demo.admin, server.url)
  })

  it('S60 every answer of the admin interface forbids keeping, guessing, framing and referring; others say nothing of it', async () => {
    const answers = [
      await raw(server.url, 'GET /admin/v1/info HTTP/1.1', bearer(server)),
      await raw(server.url, 'GET /admin/v1/info HTTP/1.1'),
      await raw(server.url, 'GET /admin/v1/nothing HTTP/1.1'),
      await raw(server.url, 'DELETE /admin/v1/info HTTP/1.1', bearer(server)),
      await raw(server.url, 'GET /admin/v1/%zz HTTP/1.1'),
      await raw(server.url, 'GET /admin/v1/a%00b HTTP/1.1'),
      await raw(server.url, 'GET /%61dmin/v1/info HTTP/1.1', bearer(server)),
      await raw(
        server.url,
        'POST /admin/v1/apps HTTP/1.1',
        bearer(server),
        'Content-Type: text/xml',
        'Content-Length: 0',
      ),
    ]
    for (const answer of answers) {
      assert.match(answer, /\r\ncache-control: no-store\r\n/i, answer)
      assert.match(answer, /\r\nx-content-type-options: nosniff\r\n/i, answer)
      assert.match(answer, /\r\nreferrer-policy: no-referrer\r\n/i, answer)
      assert.match(answer, /\r\nx-frame-options: DENY\r\n/i, answer)
      assert.match(answer, /\r\ncontent-security-policy: .*frame-ancestors 'none'\r\n/i, answer)
      assert.match(answer, /\r\ncontent-type: application\/json/i, answer)
      // S45: nothing of the inside.
      assert.ok(!/\.ts:\d|node:|SELECT|\/src\/|x-powered-by|^server:/im.test(answer), answer)
    }
    const ofApp = await raw(server.url, 'GET /easemob-demo/testy/users HTTP/1.1')
    assert.ok(!/no-store|x-frame-options/i.test(ofApp), ofApp)
  })
})

describe('With an admin port', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer(['--admin-port', '0'])
  })
  after(() => server[Symbol.asyncDispose]())

  it('S60 the main listener knows no path of the operator and the other knows no path of an app', async () => {
    assert.notEqual(server.adminUrl, server.url)
    assert.equal(new URL(server.adminUrl).hostname, '127.0.0.1')
    for (const path of ['/admin/v1/info', '/admin/v1/apps', '/admin/v1', '/%61dmin/v1/info', '/console', '/console/']) {
      assert.match(await raw(server.url, `GET ${path} HTTP/1.1`, bearer(server)), /^HTTP\/1\.1 404 /, path)
    }
    assert.match(await raw(server.adminUrl, 'GET /admin/v1/info HTTP/1.1', bearer(server)), /^HTTP\/1\.1 200 /)
    assert.match(await raw(server.adminUrl, 'GET /easemob-demo/testy/users HTTP/1.1'), /^HTTP\/1\.1 404 /)
    assert.match(await raw(server.adminUrl, 'POST /receipts/x HTTP/1.1', 'Content-Length: 0'), /^HTTP\/1\.1 404 /)
    for (const url of [server.url, server.adminUrl])
      assert.match(await raw(url, 'GET /readyz HTTP/1.1'), /^HTTP\/1\.1 200 /)
  })

  it('the app is served as before, and the file for scripts names both addresses', async () => {
    assert.equal((await server.app('GET', 'users/test1')).status, 200)
    assert.deepEqual([server.demo.server, server.demo.admin], [server.url, server.adminUrl])
  })

  it('the command line finds both by the file, by either address, and says which flag is missing elsewhere', async () => {
    const { url, adminUrl, demo, dataPath } = server
    const file = { server: url, admin: adminUrl, adminKey: demo.adminKey }
    await writeFile(join(dataPath, 'operator.json'), JSON.stringify(file))
    await using terminal = openTerminal({}, dataPath)
    const list = (...flags: readonly string[]) => terminal.run('app', 'list', ...flags)
    assert.equal((await list('--data', dataPath)).exit, 0)
    assert.equal((await list('--data', dataPath, '--server', url)).exit, 0)
    assert.equal((await list('--data', dataPath, '--server', adminUrl)).exit, 0)
    assert.equal((await terminal.run('template', 'list', '--data', dataPath)).exit, 0)
    const elsewhere = await list('--server', url, '--admin-key', demo.adminKey)
    assert.equal(elsewhere.exit, 69)
    assert.match(elsewhere.err, /--admin-server/)
    assert.equal((await list('--server', url, '--admin-server', adminUrl, '--admin-key', demo.adminKey)).exit, 0)
  })
})

describe('On every interface', () => {
  it('S60 the admin interface stays on loopback', async () => {
    await using server = await startTestServer(['--host', '0.0.0.0'])
    assert.equal(new URL(server.adminUrl).hostname, '127.0.0.1')
    const { port } = new URL(server.url)
    const outside = `http://127.0.0.1:${port}`
    assert.match(await raw(outside, 'GET /admin/v1/info HTTP/1.1', bearer(server)), /^HTTP\/1\.1 404 /)
    assert.match(await raw(server.adminUrl, 'GET /admin/v1/info HTTP/1.1', bearer(server)), /^HTTP\/1\.1 200 /)
    // The console's phones connect to where their page came from.
    const { demo } = server
    for (const url of [server.adminUrl, server.url]) {
      using phone = await RawClient.connect(url)
      const claim = { app: demo.appId, user: 'phone', sign: demo.appSign, device: 'd' }
      assert.equal((await phone.logIn(claim)).t, 'welcome', url)
    }
  })
})
