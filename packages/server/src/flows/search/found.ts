// What a search finds, and what it uses.
import type { DeviceId, UserId } from '@posthouse/protocol'
import type { Store } from '../../ports/store.ts'

/** Something that the text may mean. */
export interface Found {
  readonly kind:
    | ('message' | 'chat-message' | 'task' | 'call' | 'callback' | 'push-id' | 'token' | 'device')
    | ('user' | 'label' | 'template')
  /** Of a token, and of a PushID, which holds one, its fingerprint (S15). */
  readonly id: string
  readonly title: string
  readonly where: { readonly user?: UserId; readonly device?: DeviceId }
}

/** What searching uses. */
export interface SearchDeps {
  readonly store: Pick<Store, 'tables'>
}

/** Users with a device of the same id, and names of one kind. */
export const foundPerKindMax = 8
