// An account as the server lists it.
import type { Role } from '../../api/session.ts'

/** See the head of the file. */
export interface AccountRow {
  readonly id: string
  readonly name: string
  readonly disabled: boolean
  readonly invited: boolean
  readonly role?: Role
  readonly roles: readonly { readonly org: string; readonly app: string; readonly role: Role }[]
  readonly createdAt: number
}
