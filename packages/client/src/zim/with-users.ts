// The part of ZIM that asks for users, and sets what the caller wants of pushes (spec/zego.md §3.2, §3.8).
import { extendedDataBytesMax } from '@posthouse/protocol/frames'
import { demand, demandIds, demandObject, demandText, demandWhole } from './checks.ts'
import { ruleName } from './incoming.ts'
import type {
  ZIMSelfUserInfoQueriedResult,
  ZIMUserAvatarUrlUpdatedResult,
  ZIMUserExtendedDataUpdatedResult,
  ZIMUserNameUpdatedResult,
  ZIMUserOfflinePushRuleUpdatedResult,
  ZIMUsersInfoQueriedResult,
  ZIMUsersStatusQueriedResult,
} from './surface/results.ts'
import type { ZIMUserOfflinePushRule, ZIMUsersInfoQueryConfig } from './surface/users.ts'
import { zimFailures, zimRule, zimStatus, zimUser } from './user-shape.ts'
import { WithCalls } from './with-calls.ts'

const usersMax = 10
const statusesMax = 100
const platformsMax = 16
const nameBytesMax = 256
const urlBytesMax = 500
const badgeMax = 99_999

/** See the head of the file. */
export abstract class WithUsers extends WithCalls {
  /** At most ten users; unknown ones are in `errorUserList`. */
  async queryUsersInfo(userIDs: string[], _config: ZIMUsersInfoQueryConfig): Promise<ZIMUsersInfoQueriedResult> {
    demandIds(userIDs, 'userIDs', usersMax)
    const { users, failed } = await this.core.request('user.find', { users: userIDs })
    return { userList: users.map(zimUser), errorUserList: zimFailures(failed) }
  }

  /** Whether users are online; at most 100. */
  async queryUsersStatus(userIDs: string[]): Promise<ZIMUsersStatusQueriedResult> {
    demandIds(userIDs, 'userIDs', statusesMax)
    const { users, failed } = await this.core.request('user.status', { users: userIDs })
    return { userStatusList: users.map(zimStatus), errorUserList: zimFailures(failed) }
  }

  /** The caller: name, rule of pushes, status. */
  async querySelfUserInfo(): Promise<ZIMSelfUserInfoQueriedResult> {
    const { user, rule } = await this.core.request('user.self', {})
    const status = { id: user.id, status: 0 as const, platforms: [this.core.ports.platform], changedAtMs: 0 }
    return {
      selfUserInfo: {
        userFullInfo: zimUser(user),
        userRule: { offlinePushRule: zimRule(rule) },
        userStatus: zimStatus(status),
      },
    }
  }

  /** Sets the caller's own name. */
  async updateUserName(userName: string): Promise<ZIMUserNameUpdatedResult> {
    demand(typeof userName === 'string', 'userName must be given.')
    demandText(userName, 'userName', nameBytesMax)
    await this.core.request('user.update', { name: userName })
    return { userName }
  }

  /** Sets the caller's own picture. */
  async updateUserAvatarUrl(userAvatarUrl: string): Promise<ZIMUserAvatarUrlUpdatedResult> {
    demand(typeof userAvatarUrl === 'string', 'userAvatarUrl must be given.')
    demandText(userAvatarUrl, 'userAvatarUrl', urlBytesMax)
    await this.core.request('user.update', { avatarUrl: userAvatarUrl })
    return { userAvatarUrl }
  }

  /** Sets the caller's own data, for others to read. */
  async updateUserExtendedData(extendedData: string): Promise<ZIMUserExtendedDataUpdatedResult> {
    demand(typeof extendedData === 'string', 'extendedData must be given.')
    demandText(extendedData, 'extendedData', extendedDataBytesMax)
    await this.core.request('user.update', { extendedData })
    return { extendedData }
  }

  /** Which of the caller's devices are not pushed to while it is online on others; replaces the rule whole. */
  async updateUserOfflinePushRule(
    offlinePushRule: ZIMUserOfflinePushRule,
  ): Promise<ZIMUserOfflinePushRuleUpdatedResult> {
    demandObject(offlinePushRule, 'offlinePushRule')
    const { onlinePlatforms, notToReceiveOfflinePushPlatforms } = offlinePushRule
    for (const platforms of [onlinePlatforms, notToReceiveOfflinePushPlatforms]) {
      demand(Array.isArray(platforms) && platforms.length <= platformsMax, 'Platforms must be lists.')
      for (const platform of platforms) demandWhole(platform, 'A platform', 0, 32)
    }
    const rule = { onlinePlatforms, silentPlatforms: notToReceiveOfflinePushPlatforms }
    await this.core.own(ruleName(rule), 'user.setRule', rule)
    return { offlinePushRule }
  }

  /** The badge that increments of pushes are added to. */
  async updateUserBadge(badge: number): Promise<void> {
    demandWhole(badge, 'badge', 0, badgeMax)
    await this.core.request('user.setBadge', { badge })
  }
}
