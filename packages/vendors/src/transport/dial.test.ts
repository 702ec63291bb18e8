// Connections straight to the origin: names, addresses, TLS, tickets, and every way they fail.
import assert from 'node:assert/strict'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import type { TLSSocket, TlsOptions } from 'node:tls'
import { createAuthority } from '../simulator/authority.ts'
import { blackholeAt, closedPort, dialLab, tcpListener, VENDOR_NAME } from '../testing/dial-lab.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { createDialer, type Dialer, type DialerOptions } from './dial.ts'
import { ATTEMPT_DELAY_MS } from './race.ts'

const NOW_MS = Date.now()
const lab = await dialLab(NOW_MS)
const ca = [lab.authority.caPem]
const never = new AbortController().signal
const TIMEOUT_MS = 10_000
const h2: TlsOptions = { ALPNProtocols: ['h2'] }

function dialerTo(port: number, more: Partial<DialerOptions> = {}, clock = new ManualClock(0)): Dialer {
  const options = { origin: `https://127.0.0.1:${port}`, alpn: 'h2', ca, connectTimeoutMs: TIMEOUT_MS } as const
  return createDialer({ ...options, ...more }, clock)
}

/** A dialer to the vendor's name, which leads to these addresses. */
function dialerBy(port: number, addresses: readonly string[], more: Partial<DialerOptions> = {}, clock?: ManualClock) {
  const resolve = async () => addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 }))
  return dialerTo(port, { origin: `https://${VENDOR_NAME}:${port}`, resolve, ...more }, clock)
}

async function opened(dialer: Dialer): Promise<{ socket: TLSSocket; address: string }> {
  const result = await dialer.dial(never)
  assert.equal(result.kind, 'open', result.kind === 'failed' ? result.cause : '')
  return result as { socket: TLSSocket; address: string }
}

async function causeOf(dialer: Dialer): Promise<string> {
  const result = await dialer.dial(never)
  return result.kind === 'failed' ? result.cause : assert.fail('it was opened')
}

/** Reads until the tickets came that a server sends right after the handshake, and leaves. */
async function withTicket(socket: TLSSocket): Promise<void> {
  // TLS 1.2 hands its ticket over within the handshake.
  if (socket.getProtocol() === 'TLSv1.3') await once(socket.resume(), 'session')
  socket.destroy()
}

test('a dial offers exactly the protocol that is asked for and leaves no timer behind', async () => {
  const offers: string[][] = []
  const ALPNCallback: TlsOptions['ALPNCallback'] = ({ protocols }) => {
    offers.push(protocols)
    return protocols[0]
  }
  await using vendor = await lab.tls({ ALPNCallback })
  for (const alpn of ['h2', 'http/1.1'] as const) {
    const clock = new ManualClock(0)
    const dialing = dialerTo(vendor.port, { alpn }, clock).dial(never)
    assert.deepEqual(clock.pending, [TIMEOUT_MS])
    const result = await dialing
    assert.deepEqual(clock.pending, [])
    assert.ok(result.kind === 'open')
    assert.deepEqual([result.socket.alpnProtocol, result.socket.authorized, result.address], [alpn, true, '127.0.0.1'])
    result.socket.destroy()
  }
  assert.deepEqual(offers, [['h2'], ['http/1.1']])
})

test('a peer that does not choose HTTP/2 is no-h2, whichever way it says so; HTTP/1.1 needs no agreement', async () => {
  await using silent = await lab.tls()
  await using other = await lab.tls({ ALPNProtocols: ['http/1.1'] })
  assert.equal(await causeOf(dialerTo(silent.port)), 'no-h2')
  assert.equal(await causeOf(dialerTo(other.port)), 'no-h2')
  const { socket } = await opened(dialerTo(silent.port, { alpn: 'http/1.1' }))
  assert.equal(socket.alpnProtocol, false)
  socket.destroy()
  await using strict = await lab.tls(h2)
  assert.match(await causeOf(dialerTo(strict.port, { alpn: 'http/1.1' })), /NO_APPLICATION_PROTOCOL/)
})

test('what the server said before anybody listened is still there', async () => {
  await using vendor = await lab.tls(h2)
  vendor.server.on('secureConnection', socket => socket.write('settings'))
  const { socket } = await opened(dialerTo(vendor.port))
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  assert.equal(bytes.toString(), 'settings')
  socket.destroy()
})

test('an error on an opened socket that nobody watches ends nothing but the socket', async () => {
  await using vendor = await lab.tls(h2)
  const { socket } = await opened(dialerTo(vendor.port))
  const closed = once(socket.resume(), 'close')
  for (const peer of vendor.sockets) peer.resetAndDestroy()
  await closed
  assert.ok(socket.destroyed)
})

test('unknown authority, expired or not yet valid, wrong name: each ends the dial at once by its name (F57)', async () => {
  const stranger = await createAuthority({ nowMs: NOW_MS })
  const names = [VENDOR_NAME, '127.0.0.1']
  const cases: [Parameters<typeof lab.authority.issue>[0], RegExp, boolean?][] = [
    [{ names, notAfterMs: NOW_MS - 1_000 }, /^CERT_HAS_EXPIRED$/],
    [{ names, notBeforeMs: NOW_MS + 86_400_000 }, /^CERT_NOT_YET_VALID$/],
    [{ names: ['elsewhere.example'] }, /^ERR_TLS_CERT_ALTNAME_INVALID$/],
    [{ names }, /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/, true],
  ]
  for (const [subject, cause, isForeign = false] of cases) {
    const issued = await (isForeign ? stranger : lab.authority).issue(subject)
    await using good = await lab.tls(h2)
    await using bad = await lab.tls(
      { ...h2, cert: issued.certPem, key: issued.keyPem },
      { host: '::1', port: good.port },
    )
    assert.match(await causeOf(dialerBy(good.port, ['::1', '127.0.0.1'])), cause)
    assert.equal(bad.sockets.length, 1)
    assert.equal(good.sockets.length, 0)
  }
})

test('the environment cannot switch verification off (S25)', async context => {
  await using vendor = await lab.tls(h2)
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  context.after(() => delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'])
  assert.match(await causeOf(dialerTo(vendor.port, { ca: [] })), /UNABLE_TO_|SELF_SIGNED_/)
})

test('TLS older than 1.2 is not spoken (S25)', async () => {
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const
  await using vendor = await lab.tls({ ...h2, ...old })
  assert.match(await causeOf(dialerTo(vendor.port)), /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/)
})

test('nobody listening, no such name, and a plain-text service are failures with a name (F57)', async () => {
  const refused = await closedPort()
  assert.equal(await causeOf(dialerTo(refused)), 'ECONNREFUSED')
  assert.equal(await causeOf(dialerBy(refused, ['::1', '127.0.0.1'])), 'ECONNREFUSED')
  const resolve = async () => await Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }))
  assert.equal(await causeOf(dialerBy(refused, [], { resolve })), 'ENOTFOUND')
  await using plain = await tcpListener(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  assert.match(await causeOf(dialerTo(plain.port)), /^ERR_SSL_/)
  await using leaving = await tcpListener(socket => socket.once('data', () => socket.end()))
  assert.equal(await causeOf(dialerTo(leaving.port)), 'ECONNRESET')
})

test('a resolver, a connection or a handshake that hangs is over at the time limit', async () => {
  await using hole = await blackholeAt({ host: '127.0.0.1' })
  await using silent = await tcpListener()
  const hanging = () => new Promise<never>(() => undefined)
  const stages: [(clock: ManualClock) => Dialer, () => Promise<unknown>][] = [
    [clock => dialerBy(hole.port, [], { resolve: hanging }, clock), async () => undefined],
    [clock => dialerTo(hole.port, {}, clock), async () => undefined],
    [clock => dialerTo(silent.port, {}, clock), () => silent.next()],
  ]
  for (const [dialer, reached] of stages) {
    const clock = new ManualClock(0)
    const place = reached()
    const dialing = dialer(clock).dial(never)
    await place
    clock.advance(TIMEOUT_MS - 1)
    assert.deepEqual(clock.pending, [1])
    clock.advance(1)
    assert.deepEqual(await dialing, { kind: 'failed', cause: 'connect-timeout' })
    assert.deepEqual(clock.pending, [])
  }
  const [held] = silent.sockets
  if (held && !held.destroyed) await once(held.resume(), 'close')
})

test('an abort ends a dial by its reason, before it begins and in the midst', async () => {
  await using silent = await tcpListener()
  const dialer = dialerTo(silent.port)
  assert.deepEqual(await dialer.dial(AbortSignal.abort()), { kind: 'failed', cause: 'aborted' })
  assert.equal(silent.sockets.length, 0)
  const controller = new AbortController()
  const arrived = silent.next()
  const dialing = dialer.dial(controller.signal)
  const peer = await arrived
  controller.abort(new DOMException('late', 'TimeoutError'))
  assert.deepEqual(await dialing, { kind: 'failed', cause: 'deadline' })
  await once(peer.resume(), 'close')
})

test('each dial asks for the addresses anew, so a vendor that moved is found', async () => {
  await using vendor = await lab.tls(h2)
  const places = ['127.0.0.2', '127.0.0.1']
  const resolve = async () => [{ address: places.shift() ?? '', family: 4 }]
  const dialer = dialerBy(vendor.port, [], { resolve })
  assert.equal(await causeOf(dialer), 'ECONNREFUSED')
  const { socket, address } = await opened(dialer)
  assert.equal(address, '127.0.0.1')
  socket.destroy()
})

test('a silent address costs one dial a quarter of a second, and the next dials nothing', async () => {
  await using vendor = await lab.tls(h2)
  await using _hole = await blackholeAt({ host: '127.0.0.2', port: vendor.port })
  const clock = new ManualClock(0)
  const dialer = dialerBy(vendor.port, ['127.0.0.2', '127.0.0.1'], {}, clock)
  const slow = clock.armed(ATTEMPT_DELAY_MS)
  const first = opened(dialer)
  await slow
  clock.advance(ATTEMPT_DELAY_MS)
  const sockets = [await first, await opened(dialer)]
  assert.deepEqual(
    sockets.map(({ address }) => address),
    ['127.0.0.1', '127.0.0.1'],
  )
  for (const { socket } of sockets) socket.destroy()
})

test('a network that breaks within the handshake leads to the other addresses, a dead one of them included', async () => {
  await using vendor = await lab.tls(h2)
  const breaks: ((socket: Socket) => void)[] = [
    socket => socket.once('data', () => socket.resetAndDestroy()),
    socket => socket.once('data', () => socket.end()),
  ]
  for (const [index, broken] of breaks.entries()) {
    await using listener = await tcpListener(broken, { host: '::1', port: vendor.port })
    const dialer = dialerBy(vendor.port, ['::1', '127.0.0.2', '127.0.0.1'])
    const { socket, address } = await opened(dialer)
    assert.deepEqual([address, listener.sockets.length], ['127.0.0.1', 1], `break ${index}`)
    socket.destroy()
    // It is remembered as of no use.
    ;(await opened(dialer)).socket.destroy()
    assert.equal(listener.sockets.length, 1)
    assert.equal(await causeOf(dialerBy(vendor.port, ['::1', '127.0.0.2'])), 'ECONNREFUSED')
    assert.equal(await causeOf(dialerBy(vendor.port, ['::1'])), 'ECONNRESET')
  }
})

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  const only: TlsOptions = { ...h2, minVersion: version, maxVersion: version }

  test(`${version}: the next connection resumes the last one's session`, async () => {
    await using vendor = await lab.tls(only)
    const dialer = dialerTo(vendor.port)
    const first = await opened(dialer)
    assert.equal(first.socket.isSessionReused(), false)
    await withTicket(first.socket)
    for (let count = 0; count < 2; count += 1) {
      const { socket } = await opened(dialer)
      assert.deepEqual([socket.getProtocol(), socket.isSessionReused(), socket.authorized], [version, true, true])
      assert.equal(socket.alpnProtocol, 'h2')
      socket.destroy()
    }
    const { socket } = await opened(dialerTo(vendor.port))
    assert.equal(socket.isSessionReused(), false)
    socket.destroy()
  })

  test(`${version}: a ticket is dropped when the peer's certificate fails`, async () => {
    const ticketKeys = randomBytes(48)
    const good = { cert: lab.certificate.certPem, key: lab.certificate.keyPem }
    const expired = await lab.authority.issue({ names: ['127.0.0.1'], notAfterMs: NOW_MS - 1_000 })
    await using vendor = await lab.tls({ ...only, ticketKeys })
    const dialer = dialerTo(vendor.port)
    await withTicket((await opened(dialer)).socket)
    const other = randomBytes(48)
    vendor.server.setSecureContext({ ...only, cert: expired.certPem, key: expired.keyPem, ticketKeys: other })
    assert.equal(await causeOf(dialer), 'CERT_HAS_EXPIRED')
    vendor.server.setSecureContext({ ...only, ...good, ticketKeys })
    const { socket } = await opened(dialer)
    assert.equal(socket.isSessionReused(), false)
    await withTicket(socket)
    const again = await opened(dialer)
    assert.equal(again.socket.isSessionReused(), true)
    again.socket.destroy()
  })
}

test('a ticket is dropped when a handshake with it breaks, and kept when the server only was away', async () => {
  const ticketKeys = randomBytes(48)
  const first = await lab.tls({ ...h2, ticketKeys })
  const at = { port: first.port }
  const dialer = dialerTo(first.port)
  await withTicket((await opened(dialer)).socket)
  await first[Symbol.asyncDispose]()
  {
    await using _same = await lab.tls({ ...h2, ticketKeys }, at)
    const { socket } = await opened(dialer)
    assert.equal(socket.isSessionReused(), true)
    socket.destroy()
  }
  {
    await using _broken = await tcpListener(socket => socket.once('data', () => socket.resetAndDestroy()), at)
    assert.equal(await causeOf(dialer), 'ECONNRESET')
  }
  await using _same = await lab.tls({ ...h2, ticketKeys }, at)
  const { socket } = await opened(dialer)
  assert.equal(socket.isSessionReused(), false)
  socket.destroy()
})

test('a client certificate is shown to the vendor', async () => {
  const { pfx, passphrase, certPem } = selfSigned('demo client')
  await using vendor = await lab.tls({ ...h2, requestCert: true, ca: certPem })
  const secured = vendor.secured()
  const dialer = dialerTo(vendor.port, { clientCertificate: { pfx, passphrase } })
  const { socket } = await opened(dialer)
  assert.equal((await secured).getPeerCertificate().subject.CN, 'demo client')
  socket.destroy()
})

test('what cannot be read is told when the dialer is made', () => {
  const clientCertificate = { pfx: new TextEncoder().encode('not a file'), passphrase: 'x' }
  assert.throws(() => dialerTo(1, { clientCertificate }))
  assert.throws(() => dialerTo(1, { origin: 'nowhere' }), TypeError)
  assert.throws(() => dialerTo(1, { origin: `https://${'a.'.repeat(127)}` }), RangeError)
  assert.throws(() => dialerTo(1, { proxy: 'proxy.example:3128' }), { name: 'ProxyError' })
})

test('an origin without a port means 443', async () => {
  const asked: string[] = []
  const resolve = async (name: string) => {
    asked.push(name)
    return []
  }
  assert.equal(await causeOf(dialerTo(1, { origin: 'https://push.vendor.example', resolve })), 'ENOTFOUND')
  assert.deepEqual(asked, ['push.vendor.example'])
})

/** A .p12 file of node-forge, which has no types and no elliptic curves. */
function selfSigned(commonName: string): { pfx: Uint8Array; passphrase: string; certPem: string } {
  const forge = createRequire(import.meta.url)('node-forge')
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = forge.pki.privateKeyFromPem(pair.privateKey.export({ type: 'pkcs1', format: 'pem' }))
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.publicKeyFromPem(pair.publicKey.export({ type: 'spki', format: 'pem' }))
  certificate.serialNumber = '01'
  certificate.validity.notBefore = new Date(NOW_MS - 86_400_000)
  certificate.validity.notAfter = new Date(NOW_MS + 86_400_000)
  certificate.setSubject([{ name: 'commonName', value: commonName }])
  certificate.setIssuer([{ name: 'commonName', value: commonName }])
  certificate.sign(key, forge.md.sha256.create())
  const document = forge.pkcs12.toPkcs12Asn1(key, [certificate], 'open sesame', { algorithm: 'aes256' })
  const pfx = Buffer.from(forge.asn1.toDer(document).getBytes(), 'binary')
  return { pfx, passphrase: 'open sesame', certPem: forge.pki.certificateToPem(certificate) }
}

test('S21: neither a literal nor a name leads to a forbidden address; an allowed one of the same name is taken', async () => {
  await using canary = await lab.tls(h2)
  await using good = await lab.tls(h2, { host: '127.0.0.2', port: canary.port })
  const mayConnect = (address: string): boolean => address === '127.0.0.2'
  assert.equal(await causeOf(dialerTo(canary.port, { mayConnect })), 'address-forbidden')
  assert.equal(await causeOf(dialerBy(canary.port, ['127.0.0.1', '::1'], { mayConnect })), 'address-forbidden')
  const { socket, address } = await opened(dialerBy(canary.port, ['127.0.0.1', '127.0.0.2'], { mayConnect }))
  assert.deepEqual([address, canary.sockets.length, good.sockets.length], ['127.0.0.2', 0, 1])
  socket.destroy()
})

test('S22: the address that was allowed is the one that is connected to, however often the name changes its mind', async () => {
  await using canary = await lab.tls(h2)
  let turn = 0
  const resolve = async () => [{ address: turn++ % 2 === 0 ? '127.0.0.9' : '127.0.0.1', family: 4 }]
  const mayConnect = (address: string): boolean => address === '127.0.0.9'
  const dialer = dialerTo(canary.port, { origin: `https://${VENDOR_NAME}:${canary.port}`, resolve, mayConnect })
  const causes = new Set<string>()
  for (let round = 0; round < 1_000; round += 1) causes.add(await causeOf(dialer))
  assert.deepEqual([...causes], ['ECONNREFUSED', 'address-forbidden'])
  assert.deepEqual([turn, canary.sockets.length], [1_000, 0])
})
