// The user token that an app's own server computes (spec/easemob.md §1.4).
import { createHash } from 'node:crypto'

/** What goes into a token; `curTime` and `ttl` in seconds. */
export interface DynamicTokenInput {
  readonly clientId: string
  readonly clientSecret: string
  /** `org#app`. */
  readonly appkey: string
  readonly userId: string
  readonly curTime: number
  readonly ttl: number
}

/** The token's text: base64url, unpadded. */
export function dynamicToken({ clientId, clientSecret, appkey, userId, curTime, ttl }: DynamicTokenInput): string {
  const signature = createHash('sha256')
    .update(`${clientId}${appkey}${userId}${curTime}${ttl}${clientSecret}`)
    .digest('hex')
  return Buffer.from(`dt-${JSON.stringify({ signature, appkey, userId, curTime, ttl })}`).toString('base64url')
}
