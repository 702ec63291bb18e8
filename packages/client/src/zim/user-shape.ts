// Users between the wire and the app (spec/zego.md §3.2). Pure.
import type { FailedUser, Result, WireUser } from '@posthouse/protocol/frames'
import type { ZIMErrorUserInfo, ZIMUserFullInfo, ZIMUserOfflinePushRule, ZIMUserStatus } from './surface/users.ts'

/** A user as others see it. */
export function zimUser({ id, name, avatarUrl, extendedData }: WireUser): ZIMUserFullInfo {
  const baseInfo = { userID: id, userName: name, userAvatarUrl: avatarUrl, userExtendedData: extendedData }
  return { baseInfo, userAvatarUrl: avatarUrl, extendedData }
}

/** Users that something could not be done for. */
export function zimFailures(failed: readonly FailedUser[]): ZIMErrorUserInfo[] {
  return failed.map(({ id, code }) => ({ userID: id, reason: code }))
}

/** The status of one user. */
export function zimStatus({
  id,
  status,
  platforms,
  changedAtMs,
}: Result<'user.status'>['users'][number]): ZIMUserStatus {
  return {
    userID: id,
    onlineStatus: status,
    onlinePlatforms: [...platforms],
    customStatus: '',
    customStatusExpiredTime: 0,
    lastUpdateTime: changedAtMs,
    lastOnlineStatusUpdateTime: changedAtMs,
    lastCustomStatusUpdateTime: 0,
  }
}

/** Which devices are not pushed to. */
export function zimRule(rule: {
  readonly onlinePlatforms: readonly number[]
  readonly silentPlatforms: readonly number[]
}): ZIMUserOfflinePushRule {
  return {
    onlinePlatforms: [...rule.onlinePlatforms],
    notToReceiveOfflinePushPlatforms: [...rule.silentPlatforms],
  }
}
