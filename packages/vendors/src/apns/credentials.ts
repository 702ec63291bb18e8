// What the owner of an iOS app uploads: a .p8 key (token authentication) or a .p12 certificate (TLS authentication).
// Both are opened here, completely, so that a wrong upload is refused at the form and not at the first push.
// Refuses to know the time: whether a certificate has expired is the credential check's finding, not a parse error.
import { createPrivateKey, type KeyObject } from 'node:crypto'
import { Duplex } from 'node:stream'
import { createSecureContext, TLSSocket } from 'node:tls'
import { CredentialError, type NotifierInput } from '../vendor.ts'

/** Reads a notifier form. Throws {@link CredentialError} naming `file`, `keyId`, `teamId`, `packageName` or `passphrase`. */
export function parseCredentials(input: NotifierInput): ApnsCredentials {
  const file = decodeFile(input.file)
  return isPem(file) ? tokenCredentials(input, file) : certificateCredentials(input, file)
}

/** A parsed credential; `kind` says how it authenticates. */
export type ApnsCredentials = TokenCredentials | CertificateCredentials

interface CommonCredentials {
  readonly environment: 'PRODUCTION' | 'DEVELOPMENT'
  /** The app's bundle id, without the `.voip` a VoIP notifier carries. */
  readonly bundleId: string
  /** True for a notifier of VoIP tokens (bundle id ends in `.voip`, spec/easemob.md §3.2): it sends VoIP pushes only. */
  readonly isVoip: boolean
  /** The notifier's own sound, used where a notification names none. */
  readonly sound?: string
}

/** A provider key; every request carries a short-lived JWT signed with it. */
export interface TokenCredentials extends CommonCredentials {
  readonly kind: 'token'
  readonly teamId: string
  readonly keyId: string
  readonly privateKey: KeyObject
}

/** A TLS client certificate with its key. */
export interface CertificateCredentials extends CommonCredentials {
  readonly kind: 'certificate'
  readonly pfx: Uint8Array
  readonly passphrase?: string
  /** The certificate's validity, epoch ms. */
  readonly validFromMs: number
  readonly validToMs: number
}

/** Most bytes of an uploaded file; a .p12 with its chain has 3–6 kB. */
export const FILE_BYTES_MAX = 65_536
/** Apple's ids of teams and keys (spec/vendors.md §1.2). */
const APPLE_ID = /^[A-Z0-9]{10}$/
const BUNDLE_ID = /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/
const BUNDLE_ID_CHARACTERS_MAX = 155
const VOIP_SUFFIX = '.voip'

function tokenCredentials(input: NotifierInput, file: Buffer): TokenCredentials {
  return {
    kind: 'token',
    ...common(input, bundleIdOf(input)),
    teamId: appleId(input, 'teamId'),
    keyId: appleId(input, 'keyId'),
    privateKey: providerKey(file),
  }
}

function certificateCredentials(input: NotifierInput, file: Buffer): CertificateCredentials {
  const passphrase = input.passphrase === '' ? undefined : input.passphrase
  const certificate = openPkcs12(file, passphrase)
  const certified = /^UID=(.+)$/m.exec(certificate.subject)?.[1]
  const bundleId = bundleIdOf(input, certified)
  if (certified !== undefined && withoutVoip(certified) !== withoutVoip(bundleId)) {
    throw new CredentialError('packageName', `The certificate is for ${certified}, not for ${bundleId}.`)
  }
  return {
    kind: 'certificate',
    ...common(input, bundleId),
    pfx: file,
    ...(passphrase === undefined ? {} : { passphrase }),
    validFromMs: certificate.validFromDate.getTime(),
    validToMs: certificate.validToDate.getTime(),
  }
}

function common(input: NotifierInput, bundleId: string): CommonCredentials {
  const sound = input.settings['sound']
  if (sound !== undefined && sound !== null && typeof sound !== 'string') {
    throw new CredentialError('sound', 'The sound must be the name of a file in the app.')
  }
  return {
    environment: input.environment,
    bundleId: withoutVoip(bundleId),
    isVoip: bundleId.endsWith(VOIP_SUFFIX),
    ...(typeof sound === 'string' && sound !== '' ? { sound } : {}),
  }
}

function bundleIdOf(input: NotifierInput, certified?: string): string {
  const bundleId = input.packageName?.trim() || certified
  if (bundleId === undefined || bundleId === '') {
    throw new CredentialError('packageName', 'The bundle id of the app is missing.')
  }
  if (bundleId.length > BUNDLE_ID_CHARACTERS_MAX || !BUNDLE_ID.test(bundleId)) {
    throw new CredentialError(
      'packageName',
      'A bundle id has letters, digits, hyphens and dots, e.g. com.example.chat.',
    )
  }
  return bundleId
}

function withoutVoip(bundleId: string): string {
  return bundleId.endsWith(VOIP_SUFFIX) ? bundleId.slice(0, -VOIP_SUFFIX.length) : bundleId
}

function appleId(input: NotifierInput, field: 'teamId' | 'keyId'): string {
  const inSettings = input.settings[field]
  const id = (input[field] ?? (typeof inSettings === 'string' ? inSettings : '')).trim()
  if (!APPLE_ID.test(id)) {
    const name = field === 'teamId' ? 'team id' : 'key id'
    throw new CredentialError(
      field,
      `A ${name} has ten capital letters and digits; this one has ${id.length} characters.`,
    )
  }
  return id
}

function providerKey(pem: Buffer): KeyObject {
  if (!pem.includes('-----BEGIN PRIVATE KEY-----')) {
    throw new CredentialError(
      'file',
      'The file holds no unencrypted PKCS#8 private key, as a .p8 file from Apple does.',
    )
  }
  if (pem.indexOf('-----BEGIN', pem.indexOf('-----BEGIN') + 1) !== -1) throw severalKeys()
  let key: KeyObject
  try {
    key = createPrivateKey({ key: pem, format: 'pem' })
  } catch (cause) {
    throw new CredentialError('file', 'The private key in the file cannot be read.', { cause })
  }
  if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new CredentialError('file', 'The key is not an elliptic-curve key on P-256, as Apple issues them.')
  }
  return key
}

/** The object identifier of an encrypted key inside a .p12 (RFC 7292 §4.2.2, pkcs8ShroudedKeyBag), in DER. */
const KEY_BAG = Buffer.from('060b2a864886f70d010c0a0102', 'hex')

/** OpenSSL would silently take the first one. */
function severalKeys(): CredentialError {
  return new CredentialError('file', 'The file holds several keys or certificates: export only the one of this app.')
}

/** Opens a .p12 by way of a TLS context, since node:crypto reads no PKCS#12; the socket never sees a byte. */
function openPkcs12(
  pfx: Buffer,
  passphrase: string | undefined,
): { subject: string; validFromDate: Date; validToDate: Date } {
  if (pfx.indexOf(KEY_BAG, pfx.indexOf(KEY_BAG) + 1) !== -1) throw severalKeys()
  const bystander = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() })
  try {
    const secureContext = createSecureContext({ pfx, ...(passphrase === undefined ? {} : { passphrase }) })
    const socket = new TLSSocket(bystander, { isServer: true, secureContext })
    const certificate = socket.getX509Certificate()
    socket.destroy()
    if (certificate === undefined) throw new Error('no certificate inside')
    return certificate
  } catch (cause) {
    throw pkcs12Error(cause)
  } finally {
    bystander.destroy()
  }
}

function pkcs12Error(cause: unknown): CredentialError {
  const message = cause instanceof Error ? cause.message : String(cause)
  if (/mac verify failure/i.test(message)) {
    return new CredentialError('passphrase', 'The passphrase does not open the certificate file.', { cause })
  }
  if (/unsupported/i.test(message)) {
    const advice = 'Convert it: openssl pkcs12 -legacy -in old.p12 -nodes | openssl pkcs12 -export -out new.p12'
    return new CredentialError('file', `The certificate file uses outdated encryption (RC2). ${advice}`, { cause })
  }
  return new CredentialError(
    'file',
    `The file is neither a .p8 key nor a .p12 with a key and a certificate: ${message}.`,
    {
      cause,
    },
  )
}

function decodeFile(file: string | undefined): Buffer {
  const text = file?.replaceAll(/\s/g, '') ?? ''
  if (text === '') throw new CredentialError('file', 'The .p8 key or .p12 certificate is missing.')
  if (text.length > Math.ceil(FILE_BYTES_MAX / 3) * 4) {
    throw new CredentialError('file', `The file is larger than ${FILE_BYTES_MAX} bytes.`)
  }
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw new CredentialError('file', 'The file is not encoded in base64.')
  return Buffer.from(text, 'base64')
}

function isPem(file: Buffer): boolean {
  return file.includes('-----BEGIN')
}
