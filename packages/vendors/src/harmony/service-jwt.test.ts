import assert from 'node:assert/strict'
import { constants, generateKeyPairSync, sign, verify, webcrypto } from 'node:crypto'
import { test } from 'node:test'
import { AUDIENCE, signServiceJwt } from './service-jwt.ts'
import { refusalOfJwt } from './simulated-jwt.ts'

const NOW_MS = 1_700_000_000_500
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const CREDENTIALS = { clientId: '1', projectId: '7', keyId: 'k1', account: 'a1', privateKey }
const accounts = new Map([['k1', { projectId: '7', account: 'a1', publicKey }]])
const decoded = (part: string | undefined): unknown => JSON.parse(Buffer.from(part ?? '', 'base64url').toString())

test('the JWT is the documented one: PS256 with a salt of 32, for an hour, for Huawei’s token endpoint', async () => {
  const [header, claims, signature] = (await signServiceJwt(CREDENTIALS, NOW_MS)).split('.')
  assert.deepEqual(decoded(header), { alg: 'PS256', kid: 'k1', typ: 'JWT' })
  const iat = 1_700_000_000
  assert.deepEqual(decoded(claims), { iss: 'a1', aud: AUDIENCE, iat, exp: iat + 3600 })
  const signed = Buffer.from(`${header}.${claims}`)
  const bytes = Buffer.from(signature ?? '', 'base64url')
  const pss = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING }
  assert.equal(verify('sha256', signed, { ...pss, saltLength: 32 }, bytes), true)
  assert.equal(verify('sha256', signed, { ...pss, saltLength: 20 }, bytes), false)
})

test('another interface of the runtime verifies it from the public key’s bytes alone', async () => {
  const [header, claims, signature] = (await signServiceJwt(CREDENTIALS, NOW_MS)).split('.')
  const algorithm = { name: 'RSA-PSS', hash: 'SHA-256' }
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const key = await webcrypto.subtle.importKey('spki', spki, algorithm, false, ['verify'])
  const bytes = Buffer.from(signature ?? '', 'base64url')
  const verified = (text: string): Promise<boolean> =>
    webcrypto.subtle.verify({ name: 'RSA-PSS', saltLength: 32 }, key, bytes, Buffer.from(text))
  assert.equal(await verified(`${header}.${claims}`), true)
  assert.equal(await verified(`${header}.${claims}x`), false)
})

interface Forged {
  readonly header?: object
  readonly claims?: object
  readonly padding?: number
}

/** A JWT as somebody else might make it, with the right key unless told otherwise. */
function forged({ header, claims, padding = constants.RSA_PKCS1_PSS_PADDING }: Forged, key = privateKey): string {
  const iat = 1_700_000_000
  const parts = [
    { alg: 'PS256', kid: 'k1', typ: 'JWT', ...header },
    { iss: 'a1', aud: AUDIENCE, iat, exp: iat + 3600, ...claims },
  ].map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
  const salt = padding === constants.RSA_PKCS1_PSS_PADDING ? { saltLength: 32 } : {}
  return `${parts.join('.')}.${sign('sha256', Buffer.from(parts.join('.')), { key, padding, ...salt }).toString('base64url')}`
}

test('the simulator takes a JWT of the project and refuses every other, with Huawei’s codes', async () => {
  const code = (jwt: string, projectId = '7', nowMs = NOW_MS): string | undefined =>
    refusalOfJwt(jwt, projectId, { accounts, nowMs })
  const good = await signServiceJwt(CREDENTIALS, NOW_MS)
  assert.equal(code(good), undefined)
  assert.equal(code(good, '7', NOW_MS - 500 + 3_599_999), undefined)
  assert.equal(code(good, '7', NOW_MS - 500 + 3_600_000), '80200005')
  assert.equal(code(good, '8'), '80200001', 'of another project')
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const refused: readonly (readonly [string, string])[] = [
    ['no JWT', ''],
    ['no JWT', 'a.b.c'],
    ['four parts', `${good}.x`],
    ['signed with another key', forged({}, other)],
    ['RS256', forged({ header: { alg: 'RS256' }, padding: constants.RSA_PKCS1_PADDING })],
    ['RS256 that says PS256', forged({ padding: constants.RSA_PKCS1_PADDING })],
    ['unsigned', forged({ header: { alg: 'none' } })],
    ['an unknown key', forged({ header: { kid: 'k2' } })],
    ['another account', forged({ claims: { iss: 'a2' } })],
    ['another audience', forged({ claims: { aud: 'https://push-api.cloud.huawei.com' } })],
    ['no times', forged({ claims: { iat: undefined } })],
    ['a torn signature', good.slice(0, -8)],
  ]
  for (const [what, jwt] of refused) assert.equal(code(jwt), '80200001', what)
  const day = (seconds: number): string => forged({ claims: { exp: 1_700_000_000 + seconds } })
  assert.equal(code(day(86_400)), undefined)
  assert.equal(code(day(86_401)), '80300036')
})
