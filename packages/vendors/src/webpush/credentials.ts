// What a Web Push notifier must hold: the app's own VAPID key pair and a contact. Refuses to know how JWTs are made with it.
import { createECDH, createPrivateKey, type ECDH, type KeyObject } from 'node:crypto'
import { settingText } from '../credentials/settings.ts'
import type { JsonObject } from '../json.ts'
import { CredentialError, type NotifierInput } from '../vendor.ts'
import { publicPointOf, type VapidIdentity } from './vapid.ts'

/** Who sends, and to whose services. */
export interface WebPushCredentials extends VapidIdentity {
  /** Hosts that subscriptions may name, each with all below it; none = every public one. */
  readonly hosts: readonly string[]
}

/** Most hosts in `settings.hosts`; four browser vendors have one or two each. */
export const HOSTS_MAX = 50

/**
 * Reads a notifier: its certificate is the VAPID private key. Throws {@link CredentialError} naming `certificate`,
 * `settings.publicKey`, `settings.subject` or `settings.hosts`; never echoes the key.
 */
export function parseWebPushCredentials(input: NotifierInput): WebPushCredentials {
  const privateKey = privateKeyOf(input.certificate?.trim() ?? '')
  const publicKey = publicPointOf(privateKey)
  const claimed = settingText(input.settings, 'publicKey')
  if (claimed !== undefined && Buffer.from(claimed, 'base64url').toString('base64url') !== publicKey) {
    throw new CredentialError(
      'settings.publicKey',
      `the public key does not belong to the private key, whose public half is ${publicKey}`,
    )
  }
  return { privateKey, publicKey, subject: subjectOf(input.settings), hosts: hostsOf(input.settings) }
}

/** Base64url of the raw 32 bytes, as the tools of the trade print it, or PKCS#8 PEM. */
function privateKeyOf(text: string): KeyObject {
  if (text === '') throw keyFault('the VAPID private key is missing')
  try {
    const key = text.startsWith('-----BEGIN') ? createPrivateKey(text) : keyOfRaw(Buffer.from(text, 'base64url'))
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key
  } catch (cause) {
    // The library's own words may quote what it read.
    throw keyFault(undefined, cause instanceof Error && 'code' in cause ? { cause: cause.code } : {})
  }
  throw keyFault()
}

function keyFault(message: string = KEY_SHAPE, options: ErrorOptions = {}): CredentialError {
  return new CredentialError('certificate', message, options)
}

const KEY_SHAPE =
  'the VAPID private key is base64url of 32 bytes (43 characters), or a PKCS#8 PEM file of a P-256 key; keep it as it was generated'

function keyOfRaw(raw: Buffer): KeyObject {
  if (raw.length !== 32) throw keyFault()
  const pair: ECDH = createECDH('prime256v1')
  pair.setPrivateKey(raw)
  const point = pair.getPublicKey()
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    d: raw.toString('base64url'),
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  }
  return createPrivateKey({ key: jwk, format: 'jwk' })
}

function subjectOf(settings: JsonObject): string {
  const subject = settingText(settings, 'subject')
  if (subject === undefined) {
    throw new CredentialError('settings.subject', 'the contact is missing: mailto:… or https://…')
  }
  const url = URL.parse(subject)
  const isMail = url?.protocol === 'mailto:' && /^[^@\s<>]+@[^@\s<>]+$/.test(url.pathname)
  const isSite = url?.protocol === 'https:' && url.hostname !== ''
  if (subject.length <= SUBJECT_CHARS_MAX && (isMail || isSite)) return subject
  throw new CredentialError(
    'settings.subject',
    `the contact must be mailto:someone@example.com or https://example.com, at most ${SUBJECT_CHARS_MAX} characters`,
  )
}

/** It travels in every request. */
const SUBJECT_CHARS_MAX = 256

/** A list, or one text with commas. */
function hostsOf(settings: JsonObject): readonly string[] {
  const value = settings['hosts']
  const given: readonly unknown[] = Array.isArray(value) ? value : (settingText(settings, 'hosts')?.split(',') ?? [])
  const hosts = given.map(hostOf)
  if (hosts.length <= HOSTS_MAX) return hosts
  throw new CredentialError('settings.hosts', `at most ${HOSTS_MAX} hosts can be listed`)
}

function hostOf(given: unknown): string {
  const name = typeof given === 'string' ? given.trim().toLowerCase().replace(/^\*\./, '') : ''
  if (name.length <= 253 && HOST_NAME.test(name)) return name
  throw new CredentialError(
    'settings.hosts',
    'each host is a name such as fcm.googleapis.com, without https:// and port',
  )
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const HOST_NAME = new RegExp(`^(?:${LABEL}\\.)+${LABEL}$`)
