import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { connect, createServer } from 'node:tls'
import { createAuthority } from '../simulator/authority.ts'
import { tlsClientOptions } from './tls.ts'

const authority = await createAuthority({ nowMs: Date.now() })
const issued = await authority.issue({ names: ['127.0.0.1'] })
const limits = { connectTimeoutMs: 1, responseBytesMax: 1, inFlightMax: 1 }

/** The protocol agreed on with a server that speaks at most `maxVersion`, or the error's code. */
async function handshakeWith(maxVersion: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): Promise<string> {
  const server = createServer({
    cert: issued.certPem,
    key: issued.keyPem,
    minVersion: 'TLSv1',
    maxVersion,
    // Only with this level does OpenSSL 3 offer the old versions at all.
    ciphers: 'DEFAULT:@SECLEVEL=0',
  })
  server.on('tlsClientError', () => undefined)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const options = tlsClientOptions({ origin: `https://127.0.0.1:${port}`, ca: [authority.caPem], ...limits })
  const socket = connect({ host: '127.0.0.1', port, ...options })
  try {
    await once(socket, 'secureConnect')
    return socket.getProtocol() ?? ''
  } catch (error) {
    return (error as { code: string }).code
  } finally {
    socket.destroy()
    server.close()
  }
}

test('TLS 1.2 and 1.3 are spoken, older ones refused (S25)', async () => {
  assert.equal(await handshakeWith('TLSv1.3'), 'TLSv1.3')
  assert.equal(await handshakeWith('TLSv1.2'), 'TLSv1.2')
  assert.match(await handshakeWith('TLSv1.1'), /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/)
})

test('a host is asked for by name, an address is not', () => {
  const nameOf = (origin: string) => tlsClientOptions({ origin, ...limits }).servername
  assert.equal(nameOf('https://api.push.apple.com'), 'api.push.apple.com')
  assert.equal(nameOf('https://127.0.0.1:8443'), undefined)
  assert.equal(nameOf('https://[::1]:8443'), undefined)
})

test('an unreadable client certificate is told when the transport is opened', () => {
  const clientCertificate = { pfx: new TextEncoder().encode('not a file'), passphrase: 'x' }
  assert.throws(() => tlsClientOptions({ origin: 'https://a.example', clientCertificate, ...limits }))
})

test('who trusts the same shares the trust store, a client certificate is nobody else’s', async () => {
  const contextOf = (more: Partial<Parameters<typeof tlsClientOptions>[0]>) =>
    tlsClientOptions({ origin: 'https://push.example', ...more }).secureContext
  const ca = [authority.caPem]
  assert.equal(contextOf({ ca }), contextOf({ ca: [...ca] }))
  assert.equal(contextOf({}), contextOf({ ca: [] }))
  assert.notEqual(contextOf({ ca }), contextOf({}))
  const other = await createAuthority({ nowMs: Date.now() })
  assert.notEqual(contextOf({ ca }), contextOf({ ca: [other.caPem] }))
})
