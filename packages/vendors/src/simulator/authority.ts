// A local certificate authority for the simulators: server certificates for their addresses, and client certificates in the
// shape Apple issues. It knows nothing of sockets; what it signs is trusted only by those who are given its PEM.

import { webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import { loadX509 } from './x509.ts'

/** A certificate with its private key (PKCS#8), both PEM. */
export interface IssuedCertificate {
  readonly certPem: string
  readonly keyPem: string
}

/** Who a server certificate is for. */
export interface ServerSubject {
  /** DNS names and IP addresses; the first is also the common name. */
  readonly names: readonly string[]
  /** Overrides of the validity, epoch ms, for tests of expired certificates. */
  readonly notBeforeMs?: number
  readonly notAfterMs?: number
}

/** Who an APNs client certificate is for. */
export interface ClientSubject {
  readonly commonName: string
  /** The bundle id, in the subject's UID attribute as Apple places it. */
  readonly userId: string
  /** Topics of a "universal" certificate (`com.example.app`, `com.example.app.voip`); absent = a single-topic certificate. */
  readonly topics?: readonly string[]
  readonly notBeforeMs?: number
  readonly notAfterMs?: number
}

/** Signs with one P-256 key that lives as long as this object. */
export interface Authority {
  readonly caPem: string
  issue(subject: ServerSubject): Promise<IssuedCertificate>
  issueClient(subject: ClientSubject): Promise<IssuedCertificate>
}

const DAY_MS = 86_400_000
const VALID_MS = 365 * DAY_MS
const KEY_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
/** The UID attribute of a subject (RFC 4519 §2.39). */
const USER_ID_OID = '0.9.2342.19200300.100.1.1'
/** Apple's list of topics in a universal push certificate: SEQUENCE of (UTF8String topic, SEQUENCE of UTF8String kinds). */
const APPLE_TOPICS_OID = '1.2.840.113635.100.6.3.6'

/**
 * Makes a new authority. It and what it issues are valid from a day before `nowMs` for `validForMs`, by default a year;
 * single certificates can be told otherwise.
 */
export async function createAuthority(options: {
  readonly nowMs: number
  readonly validForMs?: number
}): Promise<Authority> {
  const x509 = await loadX509()
  const caKeys = await newKeys()
  const validity = (own: { readonly notBeforeMs?: number; readonly notAfterMs?: number }) => ({
    notBefore: new Date(own.notBeforeMs ?? options.nowMs - DAY_MS),
    notAfter: new Date(own.notAfterMs ?? options.nowMs - DAY_MS + (options.validForMs ?? VALID_MS)),
  })
  const caName = 'CN=Posthouse simulator authority'
  const ca = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: caName,
      keys: caKeys,
      signingAlgorithm: KEY_ALGORITHM,
      ...validity({}),
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  )
  const sign = async (
    subject: { readonly [attribute: string]: string[] }[],
    usage: 'serverAuth' | 'clientAuth',
    own: { readonly notBeforeMs?: number; readonly notAfterMs?: number },
    extensions: InstanceType<typeof x509.Extension>[],
  ): Promise<IssuedCertificate> => {
    const keys = await newKeys()
    const certificate = await x509.X509CertificateGenerator.create(
      {
        subject,
        issuer: caName,
        publicKey: keys.publicKey,
        signingKey: caKeys.privateKey,
        signingAlgorithm: KEY_ALGORITHM,
        ...validity(own),
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage[usage]], false),
          await x509.AuthorityKeyIdentifierExtension.create(ca, false, webcrypto),
          ...extensions,
        ],
      },
      webcrypto,
    )
    return { certPem: certificate.toString('pem'), keyPem: await privateKeyPem(keys.privateKey) }
  }
  return {
    caPem: ca.toString('pem'),
    issue: async subject => {
      const names = subject.names.map(name => ({ type: isIP(name) ? ('ip' as const) : ('dns' as const), value: name }))
      const alternatives = new x509.SubjectAlternativeNameExtension(names, false)
      return await sign([{ CN: [subject.names[0] ?? 'localhost'] }], 'serverAuth', subject, [alternatives])
    },
    issueClient: async subject => {
      const topics = subject.topics ? [new x509.Extension(APPLE_TOPICS_OID, false, topicsDer(subject.topics))] : []
      const name = [{ [USER_ID_OID]: [subject.userId] }, { CN: [subject.commonName] }]
      return await sign(name, 'clientAuth', subject, topics)
    },
  }
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify'])
}

async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64')
  return `-----BEGIN PRIVATE KEY-----\n${der.replace(/.{64}(?!$)/g, '$&\n')}\n-----END PRIVATE KEY-----\n`
}

function topicsDer(topics: readonly string[]): Uint8Array<ArrayBuffer> {
  const items = topics.flatMap(topic => [der(0x0c, Buffer.from(topic)), der(0x30, der(0x0c, Buffer.from('app')))])
  return new Uint8Array(der(0x30, Buffer.concat(items)))
}

/** One DER element (X.690 §8.1); lengths up to 65,535 bytes, far above any list of topics. */
function der(tag: number, content: Buffer): Buffer {
  const size = content.length
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}
