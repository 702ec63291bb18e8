// Dynamic user tokens: made by the app's own server with the app's secret, verified here and never issued (spec/easemob.md §1.4).
// Pure; the comparison of signatures is the caller's, because it must be in constant time.
import { type Appkey, type UserId, userIdOf } from '@posthouse/protocol'

/** A dynamic token as it was read; nothing of it is proved yet. */
export interface DynamicToken {
  /** Lower-case hex SHA-256. */
  readonly signature: string
  readonly appkey: Appkey
  /** As it was signed. */
  readonly userId: string
  readonly username: UserId
  /** Seconds since the epoch. */
  readonly curTime: number
  /** Seconds. */
  readonly ttl: number
}

/** `dt-` in base64, whatever follows. */
const start = 'ZHQt'
/** Longest token that is looked at; a real one has about 250 characters. */
const charsMax = 1_024
/** Longest life that is believed, seconds; a year. */
const ttlSecondsMax = 366 * 86_400

/** Whether a text claims to be a dynamic token. */
export function isDynamicForm(text: string): boolean {
  return text.startsWith(start) && text.length <= charsMax
}

/** Reads a token; undefined where it is not exactly what the rule says. */
export function readDynamicToken(text: string): DynamicToken | undefined {
  if (!isDynamicForm(text) || !/^[A-Za-z0-9_-]+={0,2}$/.test(text)) return undefined
  let claims: unknown
  try {
    claims = JSON.parse(Buffer.from(text, 'base64url').toString('utf8').slice('dt-'.length))
  } catch {
    return undefined
  }
  return readClaims(claims)
}

/** When a token ends, epoch ms. */
export function dynamicTokenEndsAtMs({ curTime, ttl }: DynamicToken): number {
  return (curTime + ttl) * 1_000
}

/** What the signature is the SHA-256 of. */
export function dynamicTokenText(token: DynamicToken, clientId: string, clientSecret: string): string {
  return `${clientId}${token.appkey}${token.userId}${token.curTime}${token.ttl}${clientSecret}`
}

function readClaims(claims: unknown): DynamicToken | undefined {
  if (typeof claims !== 'object' || claims === null) return undefined
  const { signature, appkey, userId, curTime, ttl } = claims as Readonly<Record<string, unknown>>
  if (typeof signature !== 'string' || !/^[0-9a-f]{64}$/.test(signature)) return undefined
  if (typeof appkey !== 'string' || typeof userId !== 'string' || userId === '') return undefined
  if (!isSeconds(curTime, Number.MAX_SAFE_INTEGER / 2_000) || !isSeconds(ttl, ttlSecondsMax)) return undefined
  return { signature, appkey: appkey as Appkey, userId, username: userIdOf(userId), curTime, ttl }
}

function isSeconds(value: unknown, max: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= max
}
