// The JWT that a service account signs for itself and that is the bearer token as it stands (spec/vendors.md §3.2): there is no
// exchange and nobody to ask. Refuses to know how long one is kept and when another is made.
import { constants, sign } from 'node:crypto'
import { promisify } from 'node:util'
import type { HarmonyCredentials } from './credentials.ts'

/** The audience Huawei wants to see, wherever the request is sent. */
export const AUDIENCE = 'https://oauth-login.cloud.huawei.com/oauth2/v3/token'
/** Life of a JWT, in seconds; a day is the most that Huawei takes. */
export const JWT_SECONDS = 3600
/** RSASSA-PSS with SHA-256 and a salt as long as the digest (RFC 7518 §3.5). */
export const PSS: { readonly padding: number; readonly saltLength: number } = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: 32,
}

/** Signs a JWT that lives for an hour from `nowMs`. Off the main thread: with a key of 4096 bits a signature takes some milliseconds. */
export async function signServiceJwt(
  { keyId, account, privateKey }: HarmonyCredentials,
  nowMs: number,
): Promise<string> {
  const iat = Math.floor(nowMs / 1000)
  const header = encoded({ alg: 'PS256', kid: keyId, typ: 'JWT' })
  const claims = encoded({ iss: account, aud: AUDIENCE, iat, exp: iat + JWT_SECONDS })
  const signature = await promisify(sign)('sha256', Buffer.from(`${header}.${claims}`), { key: privateKey, ...PSS })
  return `${header}.${claims}.${signature.toString('base64url')}`
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
