// A user within an app (spec/easemob.md §2.1).
import type { AppId, UserId } from '@posthouse/protocol'

/** A user. The password's hash is no part of it. */
export interface User {
  readonly appId: AppId
  readonly username: UserId
  readonly uuid: string
  /** False = banned. */
  readonly activated: boolean
  /** The push nickname. */
  readonly nickname: string | undefined
  readonly createdAtMs: number
  readonly modifiedAtMs: number
}
