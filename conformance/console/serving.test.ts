// How the console reaches a browser, by raw requests: files, compression, and the headers that let nothing else in (S27, S60).
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { request } from 'undici'
import { startTestServer, type TestServer } from '../../packages/server/src/sandbox/test-server.ts'
import { buildConsole } from '../../tools/build-console.ts'

let server: TestServer
before(async () => {
  await buildConsole()
  server = await startTestServer()
})
after(() => server[Symbol.asyncDispose]())

async function get(path: string, headers: Readonly<Record<string, string>> = {}) {
  const answer = await request(`${server.url}${path}`, { headers })
  const bytes = Buffer.from(await answer.body.arrayBuffer())
  return { status: answer.statusCode, headers: answer.headers, bytes, text: bytes.toString('utf8') }
}

/** Paths of the first page's own files. */
async function assets(): Promise<readonly string[]> {
  const { text } = await get('/console/')
  return [...text.matchAll(/(?:src|href)="(\/console\/assets\/[^"]+)"/g)].map(match => match[1] ?? '')
}

describe('the console', () => {
  it('S27 S60 comes with a policy that runs and styles nothing from elsewhere, and a nonce of this one answer', async () => {
    const [first, second] = [await get('/console/'), await get('/console/easemob-demo/testy/overview')]
    for (const { status, headers, text } of [first, second]) {
      assert.equal(status, 200)
      assert.equal(headers['content-type'], 'text/html; charset=utf-8')
      assert.equal(headers['cache-control'], 'no-store')
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.equal(headers['referrer-policy'], 'no-referrer')
      const policy = String(headers['content-security-policy'])
      assert.match(policy, /^default-src 'self'; /)
      assert.doesNotMatch(policy, /unsafe-|\*|http:/)
      assert.match(policy, /frame-ancestors 'none'/)
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? assert.fail(policy)
      assert.equal(Buffer.from(nonce, 'base64').length, 16)
      assert.ok(text.includes(`nonce="${nonce}"`))
      assert.ok(!text.includes('NONCE'))
      assert.doesNotMatch(text, /<script(?![^>]* src=)/)
    }
    assert.notEqual(first.headers['content-security-policy'], second.headers['content-security-policy'])
  })

  it('sends its files compressed as the browser can take them, to be kept for ever', async () => {
    const [script = assert.fail('no file')] = (await assets()).filter(path => path.endsWith('.js'))
    const plain = await get(script)
    assert.equal(plain.headers['content-type'], 'text/javascript; charset=utf-8')
    assert.match(String(plain.headers['cache-control']), /immutable/)
    const brotli = await get(script, { 'accept-encoding': 'gzip, deflate, br' })
    assert.equal(brotli.headers['content-encoding'], 'br')
    assert.deepEqual(brotliDecompressSync(brotli.bytes), plain.bytes)
    const gzip = await get(script, { 'accept-encoding': 'gzip' })
    assert.equal(gzip.headers['content-encoding'], 'gzip')
    assert.deepEqual(gunzipSync(gzip.bytes), plain.bytes)
  })

  it('the first load stays within 250 kB of compressed script', async () => {
    const scripts = (await assets()).filter(path => path.endsWith('.js'))
    assert.ok(scripts.length > 0)
    const sizes = await Promise.all(
      scripts.map(async path => (await get(path, { 'accept-encoding': 'gzip' })).bytes.length),
    )
    const bytes = sizes.reduce((sum, size) => sum + size, 0)
    assert.ok(bytes <= 250_000, `${bytes} bytes`)
  })

  it('S39 S45 knows no file but those of the build, whatever the path says', async () => {
    const paths = [
      '/console/assets/none.js',
      '/console/assets/../../package.json',
      '/console/assets/%2e%2e/%2e%2e/package.json',
      '/console/assets/..%2f..%2fpackage.json',
    ]
    for (const path of paths) {
      const { status, text, headers } = await get(path)
      // What leads out of the files is an address of the console like any other: the page, which says that there is none.
      if (status === 200) assert.equal(headers['content-type'], 'text/html; charset=utf-8')
      else assert.equal(JSON.parse(text).error, 'not_found', path)
      assert.ok(!text.includes('workspaces') && !text.includes('"dependencies"'))
    }
  })

  it('leads a person from the bare address to it, and tells a program that there is nothing', async () => {
    const person = await get('/', { accept: 'text/html,application/xhtml+xml' })
    assert.equal(person.status, 302)
    assert.equal(person.headers['location'], '/console/')
    assert.equal((await get('/')).status, 404)
    assert.equal((await get('/console')).headers['location'], '/console/')
  })
})
