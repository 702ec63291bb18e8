// Groups, in the original's names (spec/zego.md §3.5). Declarations only.
import type {
  ZIMGroupBeInviteMode,
  ZIMGroupEnterType,
  ZIMGroupInviteMode,
  ZIMGroupJoinMode,
  ZIMGroupMessageNotificationStatus,
  ZIMGroupMuteMode,
} from '../enums/group.ts'
import type { ZIMUserInfo } from './users.ts'

export interface ZIMGroupInfo {
  groupID: string
  groupName: string
  groupAvatarUrl: string
}
export interface ZIMGroupMuteInfo {
  mode: ZIMGroupMuteMode
  expiredTime: number
  roles: number[]
}
export interface ZIMGroupVerifyInfo {
  joinMode: ZIMGroupJoinMode
  inviteMode: ZIMGroupInviteMode
  beInviteMode: ZIMGroupBeInviteMode
}
export interface ZIMGroupFullInfo {
  baseInfo: ZIMGroupInfo
  groupNotice: string
  groupAttributes: Record<string, string>
  groupAlias: string
  notificationStatus: ZIMGroupMessageNotificationStatus
  mutedInfo: ZIMGroupMuteInfo
  createTime: number
  maxMemberCount: number
  verifyInfo: ZIMGroupVerifyInfo
}
export interface ZIMGroup {
  baseInfo: ZIMGroupInfo
  groupAlias: string
  notificationStatus: ZIMGroupMessageNotificationStatus
}
export interface ZIMGroupMemberSimpleInfo extends ZIMUserInfo {
  memberNickname: string
  memberRole: number
}
export interface ZIMGroupEnterInfo {
  enterTime: number
  enterType: ZIMGroupEnterType
  operatedUser?: ZIMGroupMemberSimpleInfo
}
export interface ZIMGroupMemberInfo extends ZIMUserInfo {
  memberNickname: string
  memberRole: number
  memberAvatarUrl: string
  muteExpiredTime: number
  groupEnterInfo: ZIMGroupEnterInfo
}
export interface ZIMGroupOperatedInfo {
  userID: string
  userName: string
  memberNickname: string
  memberRole: number
}
export interface ZIMGroupMemberQueryConfig {
  nextFlag?: number
  count?: number
}
export interface ZIMGroupListQueryConfig {
  nextFlag?: number
  userIDs?: string[]
}
export interface ZIMGroupAdvancedConfig {
  groupNotice?: string
  groupAttributes?: Record<string, string>
  maxMemberCount?: number
  joinMode?: ZIMGroupJoinMode
  inviteMode?: ZIMGroupInviteMode
  beInviteMode?: ZIMGroupBeInviteMode
}
