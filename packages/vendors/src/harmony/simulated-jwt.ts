// The simulator's look at a bearer: is it a JWT that a service account of the project has signed, and is its time not over
// (spec/vendors.md §3.2, §3.12). Refuses to know messages and device tokens.
import { type KeyObject, verify } from 'node:crypto'
import { isObject, type JsonObject, parsedJson } from '../json.ts'
import { AUDIENCE, PSS } from './service-jwt.ts'

/** A service account's key as Huawei keeps it. */
export interface ServiceAccount {
  readonly projectId: string
  readonly account: string
  readonly publicKey: KeyObject
}

/** The longest that a JWT may live, in seconds. */
const LIFE_SECONDS_MAX = 86_400

/** The code of the refusal; undefined for a JWT that opens the project. `accounts` by key id. */
export function refusalOfJwt(
  jwt: string,
  projectId: string,
  { accounts, nowMs }: { readonly accounts: ReadonlyMap<string, ServiceAccount>; readonly nowMs: number },
): string | undefined {
  const [header = '', claims = '', signature = '', ...rest] = jwt.split('.')
  const { alg, typ, kid } = decoded(header)
  const account = accounts.get(String(kid))
  if (rest.length > 0 || alg !== 'PS256' || typ !== 'JWT' || account?.projectId !== projectId) return '80200001'
  const key = { key: account.publicKey, ...PSS }
  if (!verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'))) return '80200001'
  const { iss, aud, iat, exp } = decoded(claims)
  if (iss !== account.account || aud !== AUDIENCE) return '80200001'
  if (typeof iat !== 'number' || typeof exp !== 'number') return '80200001'
  if (exp - iat > LIFE_SECONDS_MAX) return '80300036'
  return exp * 1000 <= nowMs ? '80200005' : undefined
}

function decoded(part: string): JsonObject {
  const value = parsedJson(Buffer.from(part, 'base64url').toString('utf8'))
  return isObject(value) ? value : {}
}
