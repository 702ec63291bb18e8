import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { createAuthority } from './authority.ts'

const nowMs = Date.UTC(2026, 5, 1)

test('a server certificate names its hosts and addresses, is signed by the authority and fits its key', async () => {
  const authority = await createAuthority({ nowMs })
  const issued = await authority.issue({ names: ['localhost', '127.0.0.1'] })
  const certificate = new X509Certificate(issued.certPem)
  const ca = new X509Certificate(authority.caPem)
  assert.equal(certificate.subjectAltName, 'DNS:localhost, IP Address:127.0.0.1')
  assert.equal(certificate.subject, 'CN=localhost')
  assert.ok(certificate.checkIssued(ca) && certificate.verify(ca.publicKey))
  assert.ok(certificate.checkPrivateKey(createPrivateKey(issued.keyPem)))
  assert.equal(certificate.checkHost('elsewhere.example'), undefined)
  assert.equal(ca.ca, true)
  assert.equal(certificate.ca, false)
})

test('certificates are valid from the day before until the end of the year, or as told', async () => {
  const authority = await createAuthority({ nowMs })
  const usual = new X509Certificate((await authority.issue({ names: ['a.example'] })).certPem)
  assert.equal(usual.validFromDate.getTime(), nowMs - 86_400_000)
  assert.equal(usual.validToDate.getTime(), nowMs + 364 * 86_400_000)
  const expired = await authority.issue({ names: ['a.example'], notAfterMs: nowMs - 3_600_000 })
  assert.equal(new X509Certificate(expired.certPem).validToDate.getTime(), nowMs - 3_600_000)
})

test('a client certificate carries the bundle id as UID, client usage and the topics of a universal certificate', async () => {
  const authority = await createAuthority({ nowMs })
  const issued = await authority.issueClient({
    commonName: 'Apple Push Services: com.example.app',
    userId: 'com.example.app',
    topics: ['com.example.app', 'com.example.app.voip'],
  })
  const certificate = new X509Certificate(issued.certPem)
  assert.equal(certificate.subject, 'UID=com.example.app\nCN=Apple Push Services: com.example.app')
  assert.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.2'])
  assert.ok(certificate.verify(new X509Certificate(authority.caPem).publicKey))
  const raw = certificate.raw.toString('latin1')
  assert.ok(raw.includes('\x06\x0a\x2a\x86\x48\x86\xf7\x63\x64\x06\x03\x06'))
  assert.ok(raw.includes('com.example.app.voip'))
})
