import assert from 'node:assert/strict'
import { createECDH } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { type EndpointRules, readSubscription } from './subscription.ts'

const pair = createECDH('prime256v1')
const p256dh = pair.generateKeys('base64url')
const auth = 'BTBZMqHH6r4Tts7J_aSIgg'
const keys = { p256dh, auth }
const open: EndpointRules = { hosts: [] }

function verdictOn(subscription: unknown, rules: EndpointRules = open): string {
  const read = readSubscription(typeof subscription === 'string' ? subscription : JSON.stringify(subscription), rules)
  return 'code' in read ? read.code : `${read.origin}${read.path}`
}

const endpointVerdict = (endpoint: string, rules?: EndpointRules): string => verdictOn({ endpoint, keys }, rules)

test('what a browser hands out is read: endpoint, keys, and nothing else matters', () => {
  const endpoint = 'https://fcm.googleapis.com/fcm/send/c1KrmpTuRm8:APA91b?x=1'
  const text = JSON.stringify({ endpoint, expirationTime: 1_700_000_000_000, keys: { ...keys, more: 1 }, other: [] })
  const read = readSubscription(text, open)
  assert.ok(!('code' in read))
  assert.deepEqual([read.origin, read.path], ['https://fcm.googleapis.com', '/fcm/send/c1KrmpTuRm8:APA91b?x=1'])
  assert.equal(Buffer.from(read.publicKey).toString('base64url'), p256dh)
  assert.equal(Buffer.from(read.auth).toString('base64url'), auth)
})

test('keys in plain Base64 with padding are the same keys', () => {
  const base64 = Buffer.from(p256dh, 'base64url').toString('base64')
  const subscription = { endpoint: 'https://push.example.com/a', keys: { p256dh: base64, auth: `${auth}==` } }
  assert.equal(verdictOn(subscription), 'https://push.example.com/a')
})

test('the services of the four browser vendors are taken', () => {
  for (const endpoint of [
    'https://fcm.googleapis.com/wp/abc',
    'https://updates.push.services.mozilla.com/wpush/v2/gAAAA',
    'https://web.push.apple.com/QGuQyavXutnMH',
    'https://wns2-par02p.notify.windows.com/w/?token=BQYAAA%3d%3d',
  ]) {
    assert.equal(endpointVerdict(endpoint), endpoint)
  }
})

test('a token that is no subscription is refused by what it lacks', () => {
  const endpoint = 'https://push.example.com/a'
  const point = Buffer.from(p256dh, 'base64url')
  const compressed = Buffer.concat([Buffer.of(2), point.subarray(1)]).toString('base64url')
  const cases: [unknown, string][] = [
    ['', 'not-a-subscription'],
    ['c1KrmpTuRm8:APA91bFakeAndroidToken', 'not-a-subscription'],
    ['[]', 'not-a-subscription'],
    ['null', 'not-a-subscription'],
    ['{"endpoint":', 'not-a-subscription'],
    [{ keys }, 'not-a-subscription'],
    [{ endpoint: 7, keys }, 'not-a-subscription'],
    [`{"endpoint":"${endpoint}","x":"${'x'.repeat(4096)}"}`, 'not-a-subscription'],
    [{ endpoint }, 'keys-malformed'],
    [{ endpoint, keys: null }, 'keys-malformed'],
    [{ endpoint, keys: { p256dh } }, 'keys-malformed'],
    [{ endpoint, keys: { p256dh, auth: 'BTBZMqHH' } }, 'keys-malformed'],
    [{ endpoint, keys: { p256dh, auth: `${auth}!` } }, 'keys-malformed'],
    [{ endpoint, keys: { p256dh: p256dh.slice(0, -2), auth } }, 'keys-malformed'],
    [{ endpoint, keys: { p256dh: compressed, auth } }, 'keys-malformed'],
  ]
  for (const [subscription, code] of cases) assert.equal(verdictOn(subscription), code, JSON.stringify(subscription))
})

/** S20, S21: everything a client could write to make us knock elsewhere. `localhost.` and names that resolve to private addresses are the dialer's. */
const forbidden = `
https://127.0.0.1/a https://127.1/a https://2130706433/a https://0x7f.1/a https://017700000001/a https://0/a https://127.0.0.1./a
https://10.0.0.1/a https://192.168.1.1/a https://172.16.0.1/a https://169.254.169.254/latest/meta-data https://100.64.0.1/a https://8.8.8.8/a
https://[::1]/a https://[::]/a https://[::ffff:127.0.0.1]/a https://[fd00::1]/a https://[fe80::1]/a https://[2606:4700::1111]/a
https://１２７.0.0.1/a https://①②⑦.0.0.1/a https://127。0。0。1/a
https://localhost/a https://LOCALHOST/a https://localhost./a https://foo.localhost/a https://intranet/a https://redis/a
https://printer.local/a https://metadata.google.internal/a https://nas.lan/a https://db.corp/a https://router.home.arpa/a https://x.localdomain/a
https://push.example.com:8443/a https://push.example.com:22/a https://push.example.com:80/a https://evil.example:6379/a
`
  .split(/\s+/)
  .filter(Boolean)

const malformed = `
http://push.example.com/a ftp://push.example.com/a file:///etc/passwd gopher://push.example.com/a javascript:alert(1) data:text/plain,x //push.example.com/a
push.example.com/a https:// https://a@127.0.0.1/a https://user:pw@push.example.com/a https://push.example.com@127.0.0.1/a https://evil%2f@push.example.com/a
https://push.example.com/a#f wss://push.example.com/a https://push.example.com%00.evil/a https://push_example/%zz:1:2 blob:https://push.example.com/a
`
  .split(/\s+/)
  .filter(Boolean)

test('S20 S21: an endpoint that is an address, a local name or another port is refused', () => {
  assert.ok(forbidden.length + malformed.length >= 50)
  assert.deepEqual(
    forbidden.filter(endpoint => endpointVerdict(endpoint) !== 'endpoint-forbidden'),
    [],
  )
  assert.equal(endpointVerdict(`https://${'a.'.repeat(130)}example.com/a`), 'endpoint-forbidden')
})

test('S20: an endpoint that is no plain https URL is refused', () => {
  assert.deepEqual(
    malformed.filter(endpoint => !/^endpoint-(malformed|forbidden)$/.test(endpointVerdict(endpoint))),
    [],
  )
})

test('port 443 may be written out', () => {
  assert.equal(endpointVerdict('https://push.example.com:443/a'), 'https://push.example.com/a')
})

test('listed hosts let in themselves and what is below them, and nobody whose name only ends alike', () => {
  const rules = { hosts: ['notify.windows.com', 'fcm.googleapis.com'] }
  assert.equal(endpointVerdict('https://fcm.googleapis.com/a', rules), 'https://fcm.googleapis.com/a')
  assert.equal(endpointVerdict('https://db5.notify.windows.com/a', rules), 'https://db5.notify.windows.com/a')
  for (const host of [
    'evilfcm.googleapis.com',
    'googleapis.com',
    'fcm.googleapis.com.evil.example',
    'push.apple.com',
  ]) {
    assert.equal(endpointVerdict(`https://${host}/a`, rules), 'host-not-listed')
  }
  assert.equal(endpointVerdict('https://127.0.0.1/a', rules), 'endpoint-forbidden')
})

test('only the trusted origin may be anywhere, and only itself', () => {
  const rules = { hosts: ['push.apple.com'], trustedOrigin: 'https://127.0.0.1:4433' }
  assert.equal(endpointVerdict('https://127.0.0.1:4433/wpush/v2/a', rules), 'https://127.0.0.1:4433/wpush/v2/a')
  for (const endpoint of ['https://127.0.0.1:4434/a', 'https://127.0.0.1/a', 'https://127.0.0.2:4433/a']) {
    assert.equal(endpointVerdict(endpoint, rules), 'endpoint-forbidden')
  }
  assert.equal(endpointVerdict('http://127.0.0.1:4433/a', rules), 'endpoint-malformed')
})

test('no text makes reading throw', () => {
  const subscriptions = fc.record({
    endpoint: fc.oneof(fc.webUrl(), fc.string()),
    keys: fc.oneof(fc.constant(keys), fc.anything()),
  })
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.json(),
        subscriptions.map(value => JSON.stringify(value)),
      ),
      token => {
        const read = readSubscription(token, open)
        if (!('code' in read)) assert.match(read.origin, /^https:\/\/[^/]+$/)
      },
    ),
  )
})
