// Connections by way of a proxy: each kind over real sockets, and every way in which a proxy can let one down.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { after, test } from 'node:test'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { createAuthority } from '../simulator/authority.ts'
import { blackholeAt, closedPort, dialLab, tcpListener, VENDOR_NAME } from '../testing/dial-lab.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { type ProxyLabOptions, startProxyLab } from '../testing/proxy-lab.ts'
import { createDialer, type Dialer, type DialerOptions, type DialResult } from './dial.ts'

const lab = await dialLab(Date.now())
const ca = [lab.authority.caPem]
const { certificate } = lab
const never = new AbortController().signal
const TIMEOUT_MS = 10_000
const vendor = await lab.tls({ ALPNProtocols: ['h2'] })
after(() => vendor[Symbol.asyncDispose]())

const reach: ProxyLabOptions['reach'] = asked => (asked === `${VENDOR_NAME}:443` ? vendor.port : undefined)
const kinds: readonly ProxyLabOptions[] = [
  { kind: 'http', reach },
  { kind: 'https', reach, certificate },
  { kind: 'socks5', reach },
]

/** The name must not be looked up here; only a proxy's own name is. */
const resolve = async (name: string) => await Promise.reject(new Error(`${name} was looked up`))

function dialerBy(proxy: string, more: Partial<DialerOptions> = {}, clock = new ManualClock(0)): Dialer {
  const origin = `https://${VENDOR_NAME}`
  return createDialer({ origin, alpn: 'h2', ca, connectTimeoutMs: TIMEOUT_MS, resolve, proxy, ...more }, clock)
}

function causeOf(result: DialResult): string {
  return result.kind === 'failed' ? result.cause : 'open'
}

async function dialOnce(proxy: string, more: Partial<DialerOptions> = {}): Promise<string> {
  const result = await dialerBy(proxy, more).dial(never)
  if (result.kind === 'open') result.socket.destroy()
  return causeOf(result)
}

for (const options of kinds) {
  for (const credentials of [undefined, 'us er:p@ss/ö']) {
    const how = credentials === undefined ? 'without' : 'with'
    test(`a ${options.kind} proxy ${how} credentials: the name goes to the proxy, TLS to the vendor, bytes both ways`, async () => {
      await using proxy = await startProxyLab({ ...options, ...(credentials === undefined ? {} : { credentials }) })
      const shown = credentials?.split(':').map(encodeURIComponent).join(':')
      const dialer = dialerBy(proxy.url(shown))
      const secured = vendor.secured()
      const result = await dialer.dial(never)
      assert.ok(result.kind === 'open', causeOf(result))
      const { socket } = result
      assert.deepEqual([socket.alpnProtocol, socket.authorized, result.address], ['h2', true, '127.0.0.1'])
      assert.deepEqual(proxy.asked, [`${VENDOR_NAME}:443`])
      ;(await secured).write('from the vendor')
      const [bytes] = (await once(socket, 'data')) as [Buffer]
      assert.equal(bytes.toString(), 'from the vendor')
      const [below] = proxy.sockets
      const gone = below && once(below, 'close')
      socket.destroy()
      await gone
      const second = await dialer.dial(never)
      assert.ok(second.kind === 'open' && second.socket.isSessionReused())
      second.socket.destroy()
    })
  }

  test(`a ${options.kind} proxy that wants other credentials, or any, is proxy-auth`, async () => {
    await using proxy = await startProxyLab({ ...options, credentials: 'user:right' })
    assert.deepEqual(await dialOnce(proxy.url('user:wrong')), 'proxy-auth')
    assert.deepEqual(await dialOnce(proxy.url()), 'proxy-auth')
    assert.deepEqual(proxy.asked, [])
  })

  test(`a ${options.kind} proxy that does not let us through says so`, async () => {
    await using proxy = await startProxyLab(options)
    const cause = await dialOnce(proxy.url(), { origin: 'https://elsewhere.example:8443' })
    assert.equal(cause, options.kind === 'socks5' ? 'proxy-not-allowed' : 'proxy-403')
    assert.deepEqual(proxy.asked, ['elsewhere.example:8443'])
  })

  test(`behind a ${options.kind} proxy the vendor's certificate is checked as ever (F57)`, async () => {
    const stranger = await createAuthority({ nowMs: Date.now() })
    const issued = await stranger.issue({ names: [VENDOR_NAME] })
    await using foreign = await lab.tls({ ALPNProtocols: ['h2'], cert: issued.certPem, key: issued.keyPem })
    await using misnamed = await startProxyLab({ ...options, reach: () => vendor.port })
    await using proxy = await startProxyLab({ ...options, reach: () => foreign.port })
    const origin = 'https://elsewhere.example'
    assert.equal(await dialOnce(misnamed.url(), { origin }), 'ERR_TLS_CERT_ALTNAME_INVALID')
    assert.match(await dialOnce(proxy.url()), /^(UNABLE_TO_|SELF_SIGNED_)/)
  })

  test(`a ${options.kind} proxy's bytes behind its answer are the vendor's, not lost`, async () => {
    // TLS refuses such a beginning, which it could not if it were not given it.
    await using proxy = await startProxyLab({ ...options, early: Buffer.from('SSH-2.0-x\r\n') })
    assert.match(await dialOnce(proxy.url()), /^ERR_SSL_/)
  })

  test(`a ${options.kind} proxy that hangs, drips or stops half-way is over at the time limit`, async () => {
    const half = options.kind === 'socks5' ? [5] : [...Buffer.from('HTTP/1.1 200 Connection est')]
    const scripts: ((socket: Socket) => void)[] = [
      () => undefined,
      socket => socket.write(Buffer.from(half)),
      socket => {
        for (const byte of half) socket.write(Buffer.from([byte]))
      },
    ]
    for (const script of scripts) {
      await using proxy = await startProxyLab({ ...options, script })
      const clock = new ManualClock(0)
      const dialing = dialerBy(proxy.url(), {}, clock).dial(never)
      await proxy.heard
      assert.deepEqual(clock.pending, [TIMEOUT_MS])
      clock.advance(TIMEOUT_MS)
      assert.deepEqual(await dialing, { kind: 'failed', cause: 'connect-timeout' })
    }
  })

  test(`a ${options.kind} proxy that goes away or talks nonsense is a failure with a name`, async () => {
    const scripts: [(socket: Socket) => void, RegExp][] = [
      [socket => socket.end(), /^proxy-closed$/],
      [socket => socket.end('HTTP/1.1 200'), options.kind === 'socks5' ? /^proxy-malformed$/ : /^proxy-closed$/],
      [socket => socket.write('220 mail.example ESMTP\r\n'), /^proxy-malformed$/],
      [socket => socket.write(Buffer.alloc(100_000, 'x')), /^proxy-malformed$/],
    ]
    if (options.kind !== 'https') scripts.push([socket => socket.resetAndDestroy(), /^proxy-ECONNRESET$/])
    for (const [script, cause] of scripts) {
      await using proxy = await startProxyLab({ ...options, script })
      assert.match(await dialOnce(proxy.url()), cause)
    }
  })

  test(`any bytes as a ${options.kind} proxy's answer end in a failure with a name`, async () => {
    const beginnings = [[], [5, 0], [5, 0, 5, 0], [...Buffer.from('HTTP/1.1 200 OK\r\n')]]
    const answers = fc.tuple(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 40 }))
    let answer = Buffer.alloc(0)
    await using proxy = await startProxyLab({ ...options, script: socket => socket.end(answer) })
    const dialer = dialerBy(proxy.url())
    await fc.assert(
      fc.asyncProperty(answers, async ([beginning, bytes]) => {
        answer = Buffer.from([...beginning, ...bytes])
        assert.match(causeOf(await dialer.dial(never)), /^(proxy-[\w-]+|ERR_SSL_\w+|ECONNRESET|closed-in-handshake)$/)
      }),
      { numRuns: options.kind === 'https' ? 40 : 150 },
    )
  })
}

test('an answer to CONNECT that does not end is refused at its limit', async () => {
  await using proxy = await startProxyLab({
    kind: 'http',
    script: socket => socket.write(`HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(5_000)}`),
  })
  assert.equal(await dialOnce(proxy.url()), 'proxy-head-too-large')
})

test('a proxy that cannot be reached or not be trusted fails as the proxy, not as the vendor (F57)', async () => {
  assert.equal(await dialOnce(`http://127.0.0.1:${await closedPort()}`), 'proxy-ECONNREFUSED')
  const missing = async () => await Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }))
  assert.equal(await dialOnce('socks5://proxy.example:1080', { resolve: missing }), 'proxy-ENOTFOUND')
  const expired = await lab.authority.issue({ names: ['127.0.0.1'], notAfterMs: Date.now() - 1_000 })
  await using old = await startProxyLab({ kind: 'https', certificate: expired, reach })
  assert.equal(await dialOnce(old.url()), 'proxy-CERT_HAS_EXPIRED')
  await using proxy = await startProxyLab({ kind: 'https', certificate, reach })
  assert.match(await dialOnce(proxy.url(), { ca: [] }), /^proxy-(UNABLE_TO_|SELF_SIGNED_)/)
  const { ca: _, ...trusting } = { ca, origin: `https://${VENDOR_NAME}`, alpn: 'h2' as const, connectTimeoutMs: 1 }
  const dialer = createDialer({ ...trusting, proxy: proxy.url() }, new ManualClock(0))
  assert.match(causeOf(await dialer.dial(never)), /^proxy-(UNABLE_TO_|SELF_SIGNED_)/)
  await using six = await startProxyLab({ kind: 'https', certificate, reach, host: '::1' })
  assert.equal(await dialOnce(`https://[::1]:${six.port}`), 'open')
})

test('only the proxy’s name is looked up, and its addresses stand in for each other', async () => {
  await using proxy = await startProxyLab({ kind: 'socks5', reach })
  await using broken = await tcpListener(socket => socket.once('data', () => socket.end()), {
    host: '::1',
    port: proxy.port,
  })
  const names: string[] = []
  const both = async (name: string) => {
    names.push(name)
    return [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]
  }
  assert.equal(await dialOnce(`socks5h://proxy.example:${proxy.port}`, { resolve: both }), 'open')
  assert.deepEqual([names, broken.sockets.length], [['proxy.example'], 1])
})

test('addresses go to a proxy as addresses', async () => {
  const seen: string[] = []
  const everywhere: ProxyLabOptions['reach'] = asked => {
    seen.push(asked)
    return vendor.port
  }
  for (const options of kinds) {
    await using proxy = await startProxyLab({ ...options, reach: everywhere })
    for (const origin of ['https://127.0.0.1:8443', 'https://[::1]:8443']) {
      assert.equal(await dialOnce(proxy.url(), { origin }), 'open')
    }
  }
  const six = '[00000000000000000000000000000001]:8443'
  assert.deepEqual(seen, ['127.0.0.1:8443', '[::1]:8443', '127.0.0.1:8443', '[::1]:8443', '127.0.0.1:8443', six])
})

test('a proxy whose address is silent is overdue, not the proxy’s fault by name', async () => {
  await using hole = await blackholeAt({ host: '127.0.0.1' })
  const clock = new ManualClock(0)
  const dialing = dialerBy(`http://127.0.0.1:${hole.port}`, {}, clock).dial(never)
  clock.advance(TIMEOUT_MS)
  assert.deepEqual(await dialing, { kind: 'failed', cause: 'connect-timeout' })
})

test('no cause and no print-out of a dialer shows the password (S50)', async () => {
  const secret = 'canary-7f3a'
  for (const options of kinds) {
    await using proxy = await startProxyLab({ ...options, credentials: 'user:other' })
    const dialer = dialerBy(proxy.url(`user:${secret}`))
    const result = await dialer.dial(never)
    for (const shown of [
      JSON.stringify(result),
      inspect(dialer, { depth: 9, showHidden: true }),
      JSON.stringify(dialer),
    ]) {
      assert.ok(!shown.includes(secret) && !shown.includes(Buffer.from(`user:${secret}`).toString('base64')))
    }
  }
})

test('S21: with a proxy a forbidden literal is never asked for; the proxy itself and names are not asked about', async () => {
  await using proxy = await startProxyLab({ kind: 'http', reach })
  const asked: string[] = []
  const mayConnect = (address: string): boolean => {
    asked.push(address)
    return false
  }
  for (const host of ['10.0.0.7', '[::1]']) {
    assert.equal(await dialOnce(proxy.url(), { origin: `https://${host}`, mayConnect }), 'address-forbidden')
  }
  assert.deepEqual([asked, proxy.sockets.length], [['10.0.0.7', '::1'], 0])
  assert.equal(await dialOnce(proxy.url(), { mayConnect }), 'open')
  assert.deepEqual(asked, ['10.0.0.7', '::1'])
})
