// Certificate files as owners export them, and as attackers bend them. Written by node-forge, an independent writer of PKCS#12.
import { generateKeyPairSync } from 'node:crypto'
import { createRequire } from 'node:module'

/** What a file is made of; absent members are an honest file's. */
export interface P12Options {
  readonly bundleId?: string
  readonly passphrase?: string
  /** Epoch ms. */
  readonly expiresAtMs?: number
  /** The key belongs to another certificate. */
  readonly foreignKey?: boolean
}

/** A .p12, as DER. */
export function aP12(options: P12Options = {}): Buffer {
  const { bundleId = 'com.example.chat', passphrase = 'open sesame', expiresAtMs = 4_000_000_000_000 } = options
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = own.publicKey
  certificate.serialNumber = '07'
  certificate.validity.notBefore = new Date(0)
  certificate.validity.notAfter = new Date(expiresAtMs)
  certificate.setSubject([
    { name: 'commonName', value: 'Apple Push Services' },
    { type: '0.9.2342.19200300.100.1.1', value: bundleId },
  ])
  certificate.setIssuer([{ name: 'commonName', value: 'Test authority' }])
  certificate.sign(own.key, forge.md.sha256.create())
  const key = options.foreignKey ? other.key : own.key
  const document = forge.pkcs12.toPkcs12Asn1(key, [certificate], passphrase, { algorithm: 'aes256', count: 2048 })
  return der(document)
}

/** The same file with another number of iterations for its integrity check, which is what is read first. */
export function withIterations(p12: Buffer, iterations: number): Buffer {
  const document = forge.asn1.fromDer(p12.toString('binary'))
  const count = leaf(list(document)[2])
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(iterations)
  count.value = bytes.toString('binary')
  return der(document)
}

/** The same file with its private key inside twice. */
export function withSecondKey(p12: Buffer): Buffer {
  const document = forge.asn1.fromDer(p12.toString('binary'))
  const content = list(list(list(document)[1])[1])[0]
  if (!content) throw new Error('not a .p12')
  const safes = forge.asn1.fromDer(
    typeof content.value === 'string' ? content.value : der(content.value[0]).toString('binary'),
  )
  const keySafe = list(safes).at(-1)
  if (!keySafe) throw new Error('a .p12 without a key')
  safes.value = [...list(safes), keySafe]
  content.value = der(safes).toString('binary')
  return der(document)
}

interface Node {
  value: string | Node[]
}
interface Certificate {
  publicKey: object
  serialNumber: string
  readonly validity: { notBefore: Date; notAfter: Date }
  setSubject(attributes: object[]): void
  setIssuer(attributes: object[]): void
  sign(key: object, digest: object): void
}
/** The few functions of node-forge, which has no types, that are used here. */
interface Forge {
  readonly pki: {
    createCertificate(): Certificate
    privateKeyFromPem(pem: string): object
    publicKeyFromPem(pem: string): object
  }
  readonly md: { readonly sha256: { create(): object } }
  readonly asn1: { toDer(node: Node): { getBytes(): string }; fromDer(bytes: string): Node }
  readonly pkcs12: { toPkcs12Asn1(key: object, chain: Certificate[], passphrase: string, options: object): Node }
}
const forge = createRequire(import.meta.url)('node-forge') as Forge

const [own, other] = [aKeyPair(), aKeyPair()]

function aKeyPair(): { readonly key: object; readonly publicKey: object } {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    key: forge.pki.privateKeyFromPem(pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()),
    publicKey: forge.pki.publicKeyFromPem(pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()),
  }
}

function der(node: Node | undefined): Buffer {
  if (!node) throw new Error('nothing to write')
  return Buffer.from(forge.asn1.toDer(node).getBytes(), 'binary')
}

function list(node: Node | undefined): readonly Node[] {
  if (!node || typeof node.value === 'string') throw new Error('not a list')
  return node.value
}

/** The last leaf below a node: of a .p12's integrity data it is the number of iterations. */
function leaf(node: Node | undefined): Node {
  if (!node) throw new Error('nothing there')
  return typeof node.value === 'string' ? node : leaf(node.value.at(-1))
}
