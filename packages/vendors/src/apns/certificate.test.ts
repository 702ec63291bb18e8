// Certificate mode from upload to phone. The .p12 files are made here by node-forge, an independent writer of PKCS#12.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import type { VendorIo } from '../io.ts'
import { CredentialError, type NotifierInput } from '../vendor.ts'
import { EXPIRY_WARNING_MS } from './check.ts'
import { parseCredentials } from './credentials.ts'
import { apns } from './index.ts'
import { type ApnsSimulatorOptions, startApnsSimulator } from './simulator.ts'

/** The few functions of node-forge (which has no types) that these tests use. */
interface Forge {
  readonly pki: {
    createCertificate(): ForgeCertificate
    privateKeyFromPem(pem: string): object
    publicKeyFromPem(pem: string): object
    certificateToPem(certificate: ForgeCertificate): string
  }
  readonly md: { readonly sha256: { create(): object } }
  readonly asn1: { toDer(node: object): { getBytes(): string } }
  readonly pkcs12: {
    toPkcs12Asn1(key: object | null, chain: ForgeCertificate[], passphrase: string, options: object): object
  }
}
interface ForgeCertificate {
  publicKey: object
  serialNumber: string
  readonly validity: { notBefore: Date; notAfter: Date }
  setSubject(attributes: object[]): void
  setIssuer(attributes: object[]): void
  setExtensions(extensions: object[]): void
  sign(key: object, digest: object): void
}
const forge = createRequire(import.meta.url)('node-forge') as Forge

const APP = 'com.example.chat'
const DAY_MS = 86_400_000
const NOW_MS = Date.now()
const END_MS = Math.floor((NOW_MS + 90 * DAY_MS) / 1000) * 1000
const never = new AbortController().signal

const aKeyPair = () => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const keyPem = pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
  const publicPem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  return { keyPem, key: forge.pki.privateKeyFromPem(keyPem), publicKey: forge.pki.publicKeyFromPem(publicPem) }
}
const authorityKeys = aKeyPair()
const authorityName = [{ name: 'commonName', value: 'Test authority' }]
let serial = 1
const aCertificate = (publicKey: object, subject: object[], extensions: object[], endMs = END_MS) => {
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = publicKey
  certificate.serialNumber = String(++serial).padStart(2, '0')
  certificate.validity.notBefore = new Date(NOW_MS - 400 * DAY_MS)
  certificate.validity.notAfter = new Date(endMs)
  certificate.setSubject(subject)
  certificate.setIssuer(authorityName)
  certificate.setExtensions(extensions)
  certificate.sign(authorityKeys.key, forge.md.sha256.create())
  return certificate
}
const caPem = forge.pki.certificateToPem(
  aCertificate(authorityKeys.publicKey, authorityName, [{ name: 'basicConstraints', cA: true, critical: true }]),
)
const serverKeys = aKeyPair()
const serverCertificate = aCertificate(
  serverKeys.publicKey,
  [{ name: 'commonName', value: '127.0.0.1' }],
  [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
)
const tls = { certPem: forge.pki.certificateToPem(serverCertificate), keyPem: serverKeys.keyPem, caPem }

const clientKeys = aKeyPair()
const aPushCertificate = (userId: string | undefined, endMs?: number) => {
  const subject: object[] = [{ name: 'commonName', value: `Apple Push Services: ${userId}` }]
  if (userId !== undefined) subject.push({ type: '0.9.2342.19200300.100.1.1', value: userId })
  return aCertificate(clientKeys.publicKey, subject, [{ name: 'extKeyUsage', clientAuth: true }], endMs)
}
const aP12 = (
  certificate: ForgeCertificate,
  passphrase = 'open sesame',
  algorithm = 'aes256',
  key: object | null = clientKeys.key,
) => {
  const document = forge.pkcs12.toPkcs12Asn1(key, [certificate], passphrase, { algorithm })
  return Buffer.from(forge.asn1.toDer(document).getBytes(), 'binary').toString('base64')
}
const form = (file: string, more: Partial<NotifierInput> = {}): NotifierInput => ({
  name: 'demo_apns',
  environment: 'PRODUCTION',
  packageName: APP,
  passphrase: 'open sesame',
  file,
  settings: {},
  ...more,
})

for (const algorithm of ['aes256', '3des']) {
  test(`a .p12 in ${algorithm} opens with its passphrase and tells until when it is valid`, () => {
    const credentials = parseCredentials(form(aP12(aPushCertificate(APP), 'open sesame', algorithm)))
    assert.ok(credentials.kind === 'certificate')
    assert.deepEqual([credentials.bundleId, credentials.isVoip, credentials.validToMs], [APP, false, END_MS])
  })
}

const wrong: readonly { why: string; input: () => NotifierInput; field: string }[] = [
  {
    why: 'a wrong passphrase',
    input: () => form(aP12(aPushCertificate(APP)), { passphrase: 'open barley' }),
    field: 'passphrase',
  },
  {
    why: 'no passphrase where one is needed',
    input: () => form(aP12(aPushCertificate(APP)), { passphrase: '' }),
    field: 'passphrase',
  },
  {
    why: 'a file without key',
    input: () => form(aP12(aPushCertificate(APP), 'open sesame', 'aes256', null)),
    field: 'file',
  },
  { why: 'a cut file', input: () => form(aP12(aPushCertificate(APP)).slice(0, 400)), field: 'file' },
  {
    why: 'the bundle id of another app',
    input: () => form(aP12(aPushCertificate(APP)), { packageName: 'com.example.other' }),
    field: 'packageName',
  },
]
for (const { why, input, field } of wrong) {
  test(`${why} is refused at ${field}`, () => {
    const fields = (error: unknown) =>
      error instanceof CredentialError && error.field === field && !/sesame|barley/.test(error.message)
    assert.throws(() => parseCredentials(input()), fields)
  })
}

test('the bundle id is read from the certificate where the form has none, and a VoIP certificate is seen', () => {
  const { packageName: _none, ...bare } = form(aP12(aPushCertificate(`${APP}.voip`)))
  const credentials = parseCredentials(bare)
  assert.deepEqual([credentials.bundleId, credentials.isVoip], [APP, true])
  assert.throws(() => parseCredentials({ ...bare, file: aP12(aPushCertificate(undefined)) }), { field: 'packageName' })
})

const clock = { now: () => NOW_MS, monotonic: () => NOW_MS, after: () => () => undefined }
const started = async (more: Partial<ApnsSimulatorOptions> = {}) => {
  let chance = 0
  const random = () => (chance = (chance + 0.618_033_988) % 1)
  const simulator = await startApnsSimulator({ port: 0, tls, now: () => NOW_MS, random, ...more })
  const io: VendorIo = { clock, random, endpoints: simulator.endpoints, ca: [caPem] }
  return { simulator, io, [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose]() }
}

test('certificate mode: pushes are taken for the certificate\u2019s topics and carry no JWT', async () => {
  await using stand = await started()
  const certificate = aPushCertificate(APP)
  const topics = [APP, `${APP}.voip`]
  stand.simulator.addCertificate({ packageName: APP }, { certPem: forge.pki.certificateToPem(certificate), topics })
  const credentials = parseCredentials(form(aP12(certificate)))
  await using channel = apns.open(credentials, stand.io)
  const kindOf = async (pushType: string, topic: string) => {
    const notification = { title: 'Li', content: 'hi', blocks: { apns: { pushType } } }
    const payload = apns.render(notification, { credentials, nowMs: NOW_MS, expiresAtMs: NOW_MS + 1000 })
    const id = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'
    const [result] = await channel.send([{ token: stand.simulator.newToken(topic, 1), payload, id }], never)
    return result && 'code' in result ? [result.kind, result.code] : [result?.kind]
  }
  assert.deepEqual(await kindOf('alert', APP), ['accepted'])
  assert.deepEqual(await kindOf('voip', `${APP}.voip`), ['accepted'])
  assert.deepEqual(await kindOf('complication', `${APP}.complication`), ['rejected', 'TopicDisallowed'])
})

test('F77: the check tells a good certificate, an unknown one and one for the other environment apart', async () => {
  await using stand = await started({ environment: 'PRODUCTION' })
  const codesFor = async (certificate: ForgeCertificate, environment?: 'PRODUCTION' | 'DEVELOPMENT') => {
    const certPem = forge.pki.certificateToPem(certificate)
    if (environment !== undefined) stand.simulator.addCertificate({ packageName: APP, environment }, { certPem })
    const findings = await apns.check(parseCredentials(form(aP12(certificate))), stand.io, never)
    return findings.map(({ level, code }) => `${level} ${code}`)
  }
  assert.deepEqual(await codesFor(aPushCertificate(APP), 'PRODUCTION'), [
    'ok certificate-valid',
    'ok credential-accepted',
  ])
  assert.deepEqual(await codesFor(aPushCertificate(APP)), ['ok certificate-valid', 'error credential-refused'])
  assert.deepEqual(await codesFor(aPushCertificate(APP), 'DEVELOPMENT'), [
    'ok certificate-valid',
    'error environment-mismatch',
  ])
})

test('the check warns of a certificate in its last 30 days and reports an expired one', async () => {
  await using stand = await started()
  const dateFinding = async (endMs: number) => {
    const [finding] = await apns.check(parseCredentials(form(aP12(aPushCertificate(APP, endMs)))), stand.io, never)
    return `${finding?.level} ${finding?.code}`
  }
  assert.equal(await dateFinding(NOW_MS + EXPIRY_WARNING_MS + 60_000), 'ok certificate-valid')
  assert.equal(await dateFinding(NOW_MS + EXPIRY_WARNING_MS - 60_000), 'warn certificate-expires')
  assert.equal(await dateFinding(NOW_MS - 60_000), 'error certificate-expired')
})
