// What Apple's side of the simulator knows: apps with their keys and certificates, and device tokens with their state.
// Every answer is derived from here, never from the text of a token (spec/vendors.md §0.4).
import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { TokenState } from '../simulator/contract.ts'
import { digestOf, randomText } from '../simulator/made-up-text.ts'
import { DeviceTokens, type RegisteredToken } from '../simulator/registry.ts'
import { bundleIdOfTopic } from './push-type.ts'

/** A provider key as Apple keeps it. */
export interface RegisteredKey {
  readonly keyId: string
  readonly teamId: string
  readonly publicKey: KeyObject
  /** Bundle ids, without suffixes, that the key's team owns. */
  readonly bundleIds: ReadonlySet<string>
}

/** A client certificate as Apple keeps it. */
export interface RegisteredCertificate {
  readonly topics: readonly string[]
  readonly environment: Environment
}

/** The two worlds of APNs. */
export type Environment = 'PRODUCTION' | 'DEVELOPMENT'

/** Apps, keys, certificates and tokens, in memory. */
export class ApnsRegistry {
  readonly #random: () => number
  readonly #environments = new Map<string, Environment>()
  readonly #keys = new Map<string, RegisteredKey>()
  readonly #certificates = new Map<string, RegisteredCertificate>()
  readonly #tokens = new DeviceTokens()

  constructor(random: () => number) {
    this.#random = random
  }

  /** Registers an app under a new team with a new P-256 key; returns what the team's owner downloads. */
  async addApp(packageName: string, environment: Environment): Promise<{ key: RegisteredKey; privateKeyPem: string }> {
    const pair = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' })
    const bundleId = bundleIdOfTopic(packageName)
    const ids = { keyId: this.#newId(), teamId: this.#newId() }
    const key = { ...ids, publicKey: pair.publicKey, bundleIds: new Set([bundleId]) }
    this.#keys.set(key.keyId, key)
    this.#environments.set(bundleId, environment)
    return { key, privateKeyPem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
  }

  /** Registers a certificate by its SHA-256 fingerprint (`X509Certificate.fingerprint256`). */
  addCertificate(fingerprint: string, certificate: RegisteredCertificate): void {
    this.#certificates.set(fingerprint, certificate)
    for (const topic of certificate.topics) this.#environments.set(bundleIdOfTopic(topic), certificate.environment)
  }

  /** `topic` is the only one the token takes pushes for. Throws RangeError when there are too many tokens. */
  set(token: string, topic: string, state: TokenState): void {
    this.#tokens.set(token.toLowerCase(), topic, state)
  }

  /** A token of 64 hex digits, the same for the same app and index. */
  newToken(topic: string, index: number): string {
    return digestOf(`${topic}#${index}`)
  }

  key(keyId: string): RegisteredKey | undefined {
    return this.#keys.get(keyId)
  }

  certificate(fingerprint: string): RegisteredCertificate | undefined {
    return this.#certificates.get(fingerprint)
  }

  token(token: string): RegisteredToken | undefined {
    return this.#tokens.get(token.toLowerCase())
  }

  /** The environment an app's tokens belong to. */
  environmentOf(topic: string): Environment {
    return this.#environments.get(bundleIdOfTopic(topic)) ?? 'PRODUCTION'
  }

  /** Ten characters, as Apple's ids of teams and keys have. */
  #newId(): string {
    return randomText(this.#random, 10, ID_ALPHABET)
  }
}

const ID_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
