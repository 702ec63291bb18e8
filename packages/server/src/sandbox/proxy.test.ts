// The proxy's configuration in deploy/nginx, by a real nginx in front of a real server: requests, the long connection, who a client is,
// and what stays inside.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { RawClient } from '../gateway/testing/raw-client.ts'
import { startTestServer, type TestServer } from './test-server.ts'
import { type NginxFolder, startNginx, type TestNginx } from './testing/nginx.ts'

const deploy = join(import.meta.dirname, '../../../../deploy')

/** The file as it is delivered, with the names of a machine replaced by those of this one. */
function confOf(path: string, { path: folder, port, tlsPort }: NginxFolder, nodes: readonly string[]): string {
  cpSync(join(deploy, 'nginx/locations.conf'), join(folder, 'locations.conf'))
  return readFileSync(join(deploy, path), 'utf8')
    .replaceAll(/^ *server [\w.-]+:8099 (.*;)$/gm, () => '')
    .replace(
      'keepalive 64;',
      `${nodes.map(node => `server ${node} max_fails=2 fail_timeout=5s;`).join('\n')}\nkeepalive 64;`,
    )
    .replaceAll('/etc/nginx/posthouse', folder)
    .replaceAll('/etc/ssl/posthouse', folder)
    .replace(/listen 80;/, `listen 127.0.0.1:${port};`)
    .replace(/listen 443 ssl;/, `listen 127.0.0.1:${tlsPort} ssl;`)
}

describe('Behind the proxy of deploy/nginx', () => {
  let server: TestServer
  let nginx: TestNginx
  let base: string
  before(async () => {
    server = await startTestServer(['--trusted-proxies', '127.0.0.1/32', '--metrics-token', 'sixteen-letters-x'])
    const node = new URL(server.url).host
    // The first node is not there: the proxy asks the next one.
    nginx = await startNginx(folder => confOf('compose/nginx.conf', folder, ['127.0.0.1:1', node]))
    base = `http://127.0.0.1:${nginx.port}`
  })
  after(async () => {
    await nginx?.[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
  })

  it('requests come through, also where a node is gone', async () => {
    for (let count = 0; count < 6; count += 1) {
      const answer = await fetch(`${base}/healthz`)
      assert.deepEqual([answer.status, await answer.text()], [200, '{"status":"ok"}'])
    }
    const { demo } = server
    const token = await fetch(`${base}/${demo.org}/${demo.app}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: demo.clientId,
        client_secret: demo.clientSecret,
      }),
    })
    assert.equal(token.status, 200)
  })

  it('the long connection comes through', async () => {
    const { demo } = server
    using phone = await RawClient.connect(base)
    const claim = { app: demo.appId, user: 'phone', sign: demo.appSign, device: 'd' }
    assert.equal((await phone.logIn(claim)).t, 'welcome')
  })

  it('S60 the operator’s interface, the console, metrics and health stay inside', async () => {
    for (const path of ['/metrics', '/livez', '/readyz', '/admin/v1/info', '/console', '/console/', '/%61dmin/v1/info'])
      assert.equal((await fetch(base + path)).status, 404, path)
  })

  it('the file with TLS is one that nginx takes', async () => {
    await using _other = await startNginx(folder => {
      const key = ['-keyout', join(folder.path, 'privkey.pem'), '-out', join(folder.path, 'fullchain.pem')]
      const made = [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '1',
        '-subj',
        '/CN=push.example.com',
        ...key,
      ]
      assert.equal(spawnSync('openssl', made).status, 0)
      return confOf('nginx/posthouse.conf', folder, ['127.0.0.1:1'])
    })
  })
})
