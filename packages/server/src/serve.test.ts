// The setting for vendors' proxies, in a server as an operator starts it.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { vendors } from '@posthouse/vendors'
import { request } from 'undici'
import type { Demo } from './sandbox/demo.ts'

const directory = await mkdtemp(join(tmpdir(), 'posthouse-proxy-'))
after(() => rm(directory, { recursive: true }))

function start(vendorProxy: string): ChildProcess {
  const main = join(import.meta.dirname, 'main.ts')
  const flags = ['--sandbox', '--port', '0', '--data', join(directory, 'data'), '--log-level', 'silent']
  const env = { PATH: process.env['PATH'] ?? '', POSTHOUSE_VENDOR_PROXY: vendorProxy }
  return spawn(process.execPath, ['--conditions=source', main, 'serve', ...flags], { env })
}

test('a server sends to vendors through the proxy that the setting names, in the sandbox too', async () => {
  const asked: string[] = []
  const proxy = createServer()
  proxy.on('connect', (head, near) => {
    asked.push(`${head.url} ${Buffer.from(head.headers['proxy-authorization']?.slice(6) ?? '', 'base64').toString()}`)
    const far = connect(Number(head.url?.split(':')[1]), '127.0.0.1', () => near.write('HTTP/1.1 200 OK\r\n\r\n'))
    near.on('error', () => far.destroy())
    far.on('error', () => near.destroy())
    near.pipe(far).pipe(near)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const { port } = proxy.address() as AddressInfo
  const url = `http://user:pass@127.0.0.1:${port}`
  const child = start(`huawei=${url},apns=${url}`)
  try {
    assert.ok(child.stdout)
    let home = ''
    for await (const line of createInterface(child.stdout)) {
      if (line.startsWith('ready ')) home = line.slice('ready '.length)
      if (home !== '' && line === '') break
    }
    const demo = JSON.parse(await readFile(join(directory, 'data/demo.json'), 'utf8')) as Demo
    home += `/${demo.org}/${demo.app}`
    const post = async (path: string, body: object, headers: Record<string, string> = {}): Promise<string> => {
      const options = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } } as const
      return await (await request(`${home}/${path}`, { ...options, body: JSON.stringify(body) })).body.text()
    }
    const grant = { grant_type: 'client_credentials', client_id: demo.clientId, client_secret: demo.clientSecret }
    const { access_token } = JSON.parse(await post('token', grant)) as { access_token: string }
    const message = { strategy: 2, pushMessage: { title: 'Greeting', content: 'hello' } }
    const answer = await post('push/sync/test1', message, { authorization: `Bearer ${access_token}` })
    assert.equal(answer.match(/"pushStatus":"SUCCESS"/g)?.length, vendors.length, answer)
    // Huawei by HTTP/1.1: one connection for the access token, one for the push; APNs by HTTP/2: one. Nobody else has a proxy.
    assert.equal(asked.length, 3, asked.join())
    assert.equal(new Set(asked).size, 2)
    for (const one of asked) assert.match(one, /^127\.0\.0\.1:\d+ user:pass$/)
  } finally {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
    proxy.closeAllConnections()
    proxy.close()
  }
})

test('F111 a proxy setting that cannot be used ends the start with 78 and shows no password (S50)', async () => {
  const child = start('pigeon=http://user:canary@proxy.example:3128')
  assert.ok(child.stderr)
  const said: string[] = []
  for await (const line of createInterface(child.stderr)) said.push(line)
  const [exit] = child.exitCode === null ? ((await once(child, 'exit')) as [number]) : [child.exitCode]
  assert.equal(exit, 78)
  assert.match(said.join('\n'), /vendorProxy .*apns=, fcm=, huawei=/)
  assert.ok(!said.join().includes('canary'))
})

test('a database that cannot be reached ends the start with 69, so that whoever supervises starts it again', async () => {
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const { port } = closed.address() as AddressInfo
  closed.close()
  await once(closed, 'close')
  const flags = [
    '--data',
    join(directory, 'away'),
    '--database',
    `postgres://somebody:canary@127.0.0.1:${port}/posthouse`,
  ]
  const main = join(import.meta.dirname, 'main.ts')
  const env = { PATH: process.env['PATH'] ?? '' }
  const child = spawn(process.execPath, ['--conditions=source', main, 'serve', ...flags], { env })
  const said: string[] = []
  for await (const line of createInterface(child.stderr)) said.push(line)
  const [exit] = child.exitCode === null ? ((await once(child, 'exit')) as [number]) : [child.exitCode]
  assert.deepEqual(
    [exit, said],
    [69, [`posthouse: the database cannot be reached: connect ECONNREFUSED 127.0.0.1:${port}`]],
  )
})
