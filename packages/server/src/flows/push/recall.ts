// Remembering requests that came with an `Idempotency-Key`: a repeat finds the first one's pushes (S43).
import type { AppId, MsgId } from '@posthouse/protocol'
import { sha256 } from '../../base/crypto.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { Store } from '../../ports/store.ts'

/** A request that may be repeated without effect. */
export interface IdempotentRequest {
  /** The endpoint with its path's values: a key means something only within one. */
  readonly route: string
  readonly keyHash: Uint8Array
  readonly bodyDigest: Uint8Array
}

/** From the header's text; undefined where no key came. */
export function idempotentRequest(
  route: string,
  key: string | undefined,
  bodyDigest: Uint8Array | undefined,
): IdempotentRequest | undefined {
  return key === undefined || bodyDigest === undefined ? undefined : { route, keyHash: sha256(key), bodyDigest }
}

/** The first request's pushes, or undefined when the key is new. Throws `idempotency_mismatch` for another body. */
export async function recall(
  store: Pick<Store, 'tables'>,
  appId: AppId,
  request: IdempotentRequest,
): Promise<readonly MsgId[] | undefined> {
  const record = await store.tables.idempotency.find(appId, request.route, request.keyHash)
  if (!record) return undefined
  if (!sameBytes(record.bodyDigest, request.bodyDigest)) throw new PosthouseError('idempotency_mismatch')
  return record.pushIds
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index])
}
