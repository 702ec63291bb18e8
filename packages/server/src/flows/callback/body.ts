// The body of one callback, as its receiver gets it: exactly, or with its device tokens masked as a trace masks them.
import type { Callback } from '../../domain/callback-rule.ts'
import { webhookIdOf } from '../../domain/callback-signature.ts'
import type { Store } from '../../ports/store.ts'
import { maskTokensOf } from '../trace/mask.ts'

/** What a receiver gets with every try; a time and a signature of its own come on top. */
export interface SeenBody {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The exact bytes. */
export function exactBody({ id, body }: Pick<Callback, 'id' | 'body'>): SeenBody {
  return {
    headers: { 'content-type': 'application/json', 'user-agent': 'Posthouse', 'webhook-id': webhookIdOf(id) },
    body,
  }
}

/** With tokens masked (S15). */
export async function maskedBody(
  { store }: { readonly store: { readonly tables: Pick<Store['tables'], 'deliveries'> } },
  callback: Callback,
): Promise<SeenBody> {
  const isOfPush = callback.event === 'push'
  const records = isOfPush ? await store.tables.deliveries.ofPush(callback.appId, callback.pushId) : []
  return { ...exactBody(callback), body: JSON.stringify(maskTokensOf(records)(callback.body)) }
}
