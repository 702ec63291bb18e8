import assert from 'node:assert/strict'
import { createECDH, generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import type { JsonObject } from '../json.ts'
import type { NotifierInput } from '../vendor.ts'
import { HOSTS_MAX, parseWebPushCredentials } from './credentials.ts'
import { FORM } from './form.ts'

/** RFC 8291 §5: any P-256 pair serves. */
const RAW = 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'
const PUBLIC = 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8'
const subject = 'mailto:push@posthouse.example'

function input(certificate: string | undefined, settings: JsonObject = { subject }): NotifierInput {
  return { name: 'web', environment: 'PRODUCTION', ...(certificate === undefined ? {} : { certificate }), settings }
}

function faultOf(given: NotifierInput): { field: string; text: string } {
  try {
    parseWebPushCredentials(given)
  } catch (cause) {
    if (cause instanceof Error && 'field' in cause) {
      const { cause: why } = cause
      return { field: String(cause.field), text: `${cause.message} ${String(why)} ${cause.stack}` }
    }
    throw cause
  }
  return { field: '', text: '' }
}

test('a raw key and the same key as PEM are the same credential, and the public key is derived', () => {
  const raw = parseWebPushCredentials(input(` ${RAW}\n`))
  assert.deepEqual([raw.publicKey, raw.subject, raw.hosts], [PUBLIC, subject, []])
  const pem = raw.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const read = parseWebPushCredentials(input(pem))
  assert.equal(read.publicKey, PUBLIC)
  assert.ok(read.privateKey.equals(raw.privateKey))
})

test('a given public key must belong to the private one', () => {
  for (const publicKey of [PUBLIC, `${PUBLIC}=`, Buffer.from(PUBLIC, 'base64url').toString('base64')]) {
    assert.equal(parseWebPushCredentials(input(RAW, { subject, publicKey })).publicKey, PUBLIC)
  }
  const other = createECDH('prime256v1').generateKeys('base64url')
  for (const publicKey of [other, 'x', RAW]) {
    const { field, text } = faultOf(input(RAW, { subject, publicKey }))
    assert.equal(field, 'settings.publicKey')
    assert.match(text, new RegExp(PUBLIC))
  }
})

test('what is no P-256 private key is refused and never echoed', () => {
  const ed = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey
  const publicPem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' })
  const secrets = [
    `${RAW}AA`,
    RAW.slice(2),
    PUBLIC,
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '_____________________________________________w',
    ed,
    p384.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicPem.toString(),
    '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----',
  ]
  for (const secret of secrets) {
    const { field, text } = faultOf(input(secret))
    assert.equal(field, 'certificate', secret)
    for (const line of secret.split('\n').filter(part => part !== '' && !part.startsWith('-----'))) {
      assert.ok(!text.includes(line), 'I14: the key stays out of the error')
    }
  }
  assert.equal(faultOf(input(undefined)).field, 'certificate')
  assert.equal(faultOf(input('')).field, 'certificate')
})

test('the contact is required and is a mail address or a site', () => {
  for (const good of ['mailto:a@b.example', 'https://example.com', 'https://example.com/contact']) {
    assert.equal(parseWebPushCredentials(input(RAW, { subject: good })).subject, good)
  }
  const bad = [
    undefined,
    '',
    'a@b.example',
    'mailto:',
    'mailto:a',
    'mailto: <a@b.example>',
    'http://example.com',
    'https://',
    7,
  ]
  for (const wrong of [...bad, `https://example.com/${'x'.repeat(256)}`]) {
    assert.equal(
      faultOf(input(RAW, wrong === undefined ? {} : { subject: wrong })).field,
      'settings.subject',
      `${wrong}`,
    )
  }
})

test('hosts are a list or a text with commas, names only, and no more than the maximum', () => {
  const hostsOf = (hosts: JsonObject['hosts']): readonly string[] =>
    parseWebPushCredentials(input(RAW, { subject, ...(hosts === undefined ? {} : { hosts }) })).hosts
  assert.deepEqual(hostsOf('FCM.googleapis.com, *.notify.windows.com'), ['fcm.googleapis.com', 'notify.windows.com'])
  assert.deepEqual(hostsOf(['push.apple.com']), ['push.apple.com'])
  for (const none of [undefined, '', []]) assert.deepEqual(hostsOf(none), [])
  assert.equal(hostsOf(Array<string>(HOSTS_MAX).fill('a.example')).length, HOSTS_MAX)
  const wrong = [
    'https://fcm.googleapis.com',
    'a.example:443',
    'a.example/',
    '*',
    'localhost',
    'a..b',
    '-a.example',
    'a b.example',
  ]
  for (const hosts of [...wrong, [7], ['a.example', ''], 5, Array<string>(HOSTS_MAX + 1).fill('a.example')]) {
    assert.equal(
      faultOf(input(RAW, { subject, hosts: hosts as string })).field,
      'settings.hosts',
      JSON.stringify(hosts),
    )
  }
})

test('the form asks for what is read, and its example would be taken', () => {
  assert.deepEqual(
    FORM.map(({ field, isRequired }) => [field, isRequired]),
    [
      ['certificate', true],
      ['settings.subject', true],
      ['settings.publicKey', false],
      ['settings.hosts', false],
    ],
  )
  const settings = Object.fromEntries(
    FORM.flatMap(({ field, example }) => (example === undefined ? [] : [[field.replace('settings.', ''), example]])),
  )
  assert.equal(parseWebPushCredentials(input(RAW, settings)).hosts.length, 4)
})
