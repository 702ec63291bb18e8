// Users, apps, logins and what is pushed, in the original's names (spec/zego.md §3.2). Declarations only.
import type { Ports } from '../../ports.ts'
import type { ZIMCXHandleType } from '../enums/call.ts'
import type { ZIMPlatformType, ZIMUserOnlineStatus } from '../enums/session.ts'

export interface ZIMError {
  code: number
  message: string
}
export interface ZIMErrorUserInfo {
  userID: string
  reason: number
}
export interface ZIMAppConfig {
  appID: number
  appSign?: string
  /** Where this app's Posthouse is: `https://push.example.com`. Not needed where the page itself comes from it. */
  server?: string
  /** This installation's id; made once and kept where it is absent. Two programs with the same id take each other's place. */
  deviceID?: string
  /** What takes the place of the platform's own socket, storage or log. */
  ports?: Partial<Ports>
}
export interface ZIMLogConfig {
  logLevel?: 'debug' | 'info' | 'warn' | 'error' | 'report' | 'disable'
  logPath?: string
  logSize?: number
}
export interface ZIMUserInfo {
  userID: string
  userName: string
  userAvatarUrl: string
  userExtendedData: string
}
export interface ZIMUserFullInfo {
  baseInfo: ZIMUserInfo
  userAvatarUrl: string
  extendedData: string
}
export interface ZIMUserOfflinePushRule {
  onlinePlatforms: ZIMPlatformType[]
  notToReceiveOfflinePushPlatforms: ZIMPlatformType[]
}
export interface ZIMUserRule {
  offlinePushRule: ZIMUserOfflinePushRule
}
export interface ZIMUserStatus {
  userID: string
  onlineStatus: ZIMUserOnlineStatus
  onlinePlatforms: ZIMPlatformType[]
  customStatus: string
  customStatusExpiredTime: number
  lastUpdateTime: number
  lastOnlineStatusUpdateTime: number
  lastCustomStatusUpdateTime: number
}
export interface ZIMSelfUserInfo {
  userFullInfo: ZIMUserFullInfo
  userRule: ZIMUserRule
  userStatus: ZIMUserStatus
}
export interface ZIMLoginConfig {
  userName?: string
  token?: string
  isOfflineLogin?: boolean
  customStatus?: string
  customStatusDuration?: number
}
export interface ZIMLogoutConfig {
  isClearDB?: boolean
}
export interface ZIMUsersInfoQueryConfig {
  isQueryFromServer?: boolean
}
export interface ZIMOfflinePushPrivateMessageTemplate {
  templateID: string
  titleParameters: string
  contentParameters: string
}
export interface ZIMVoIPConfig {
  iOSVoIPHandleType: ZIMCXHandleType
  iOSVoIPHandleValue: string
  iOSVoIPHasVideo: boolean
}
export interface ZIMPushConfig {
  title?: string
  content?: string
  payload?: string
  /** pre-2.5.0 name of payload; used only when payload is absent */
  extendedData?: string
  resourcesID?: string
  threadID?: string
  enableBadge?: boolean
  badgeIncrement?: number
  voIPConfig?: ZIMVoIPConfig
  privateMessageTemplate?: ZIMOfflinePushPrivateMessageTemplate
}
