// Groups between the wire and the app (spec/zego.md §3.5). Pure.
import type { WireGroup, WireMember } from '@posthouse/protocol/frames'
import { ZIMGroupMuteMode } from './enums/group.ts'
import type {
  ZIMGroup,
  ZIMGroupFullInfo,
  ZIMGroupInfo,
  ZIMGroupMemberInfo,
  ZIMGroupOperatedInfo,
} from './surface/groups.ts'

/** A group whole. */
export function zimGroupFull(group: WireGroup): ZIMGroupFullInfo {
  return {
    ...zimGroup(group),
    groupNotice: group.notice,
    groupAttributes: { ...group.attributes },
    mutedInfo: { mode: ZIMGroupMuteMode.None, expiredTime: 0, roles: [] },
    createTime: group.createdAtMs,
    maxMemberCount: group.memberMax,
    verifyInfo: { joinMode: group.joinMode, inviteMode: group.inviteMode, beInviteMode: group.beInviteMode },
  }
}

/** A group in a list. */
export function zimGroup(group: WireGroup): ZIMGroup {
  const baseInfo: ZIMGroupInfo = { groupID: group.id, groupName: group.name, groupAvatarUrl: group.avatarUrl }
  return { baseInfo, groupAlias: '', notificationStatus: group.notificationStatus ?? 1 }
}

/** A member. */
export function zimMember(member: WireMember): ZIMGroupMemberInfo {
  return {
    userID: member.id,
    userName: member.name,
    userAvatarUrl: member.avatarUrl,
    userExtendedData: '',
    memberNickname: member.nickname,
    memberRole: member.role,
    memberAvatarUrl: member.avatarUrl,
    muteExpiredTime: 0,
    groupEnterInfo: { enterTime: member.enteredAtMs, enterType: member.enterType },
  }
}

/** Who did it. */
export function zimOperator({ id, name, nickname, role }: WireMember): ZIMGroupOperatedInfo {
  return { userID: id, userName: name, memberNickname: nickname, memberRole: role }
}
