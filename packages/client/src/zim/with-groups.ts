// The part of ZIM that makes groups and says who is in them (spec/zego.md §3.5, §3.12).
import { pageMax, usersPerCallMax } from '@posthouse/protocol/frames'
import { demand, demandId, demandIds, demandObject, demandText, pageOf } from './checks.ts'
import { zimGroup, zimGroupFull, zimMember } from './group-shape.ts'
import { PageFlags } from './page-flags.ts'
import type {
  ZIMGroupAdvancedConfig,
  ZIMGroupInfo,
  ZIMGroupListQueryConfig,
  ZIMGroupMemberQueryConfig,
} from './surface/groups.ts'
import type {
  ZIMGroupCreatedResult,
  ZIMGroupDismissedResult,
  ZIMGroupInfoQueriedResult,
  ZIMGroupJoinedResult,
  ZIMGroupLeftResult,
  ZIMGroupListQueriedResult,
  ZIMGroupMemberCountQueriedResult,
  ZIMGroupMemberInfoQueriedResult,
  ZIMGroupMemberKickedResult,
  ZIMGroupMemberListQueriedResult,
  ZIMGroupMemberRoleUpdatedResult,
  ZIMGroupOwnerTransferredResult,
  ZIMGroupUsersInvitedResult,
} from './surface/results.ts'
import { zimFailures } from './user-shape.ts'
import { WithConversations } from './with-conversations.ts'

const nameBytesMax = 50
const urlBytesMax = 500
/** The form without arguments asks page by page; nobody is in more groups than this. */
const pagesMax = 50

/** See the head of the file. */
export abstract class WithGroups extends WithConversations {
  readonly #groupPages = new PageFlags()
  readonly #memberPages = new PageFlags()

  /** Makes a group with the caller as its owner; an empty `groupID` lets the server choose one. */
  async createGroup(
    groupInfo: ZIMGroupInfo,
    userIDs: string[],
    config: ZIMGroupAdvancedConfig = {},
  ): Promise<ZIMGroupCreatedResult> {
    demandObject(groupInfo, 'groupInfo')
    const { groupID, groupName, groupAvatarUrl } = groupInfo
    if (groupID) demandId(groupID, 'groupID')
    demand(!groupID?.startsWith('#'), 'groupID must not begin with #.')
    demandText(groupName, 'groupName', nameBytesMax)
    demandText(groupAvatarUrl, 'groupAvatarUrl', urlBytesMax)
    demandIds(userIDs, 'userIDs', usersPerCallMax, 0)
    const { groupNotice, groupAttributes, maxMemberCount, joinMode, inviteMode, beInviteMode } = config
    const { group, members, failed } = await this.core.request('group.create', {
      name: groupName ?? '',
      avatarUrl: groupAvatarUrl ?? '',
      users: userIDs,
      ...(groupID ? { groupId: groupID } : {}),
      ...(groupNotice === undefined ? {} : { notice: groupNotice }),
      ...(groupAttributes === undefined ? {} : { attributes: groupAttributes }),
      ...(maxMemberCount === undefined ? {} : { memberMax: maxMemberCount }),
      ...(joinMode === undefined ? {} : { joinMode }),
      ...(inviteMode === undefined ? {} : { inviteMode }),
      ...(beInviteMode === undefined ? {} : { beInviteMode }),
    })
    return { groupInfo: zimGroupFull(group), userList: members.map(zimMember), errorUserList: zimFailures(failed) }
  }

  /** Ends a group for all its members; the owner's to do. */
  async dismissGroup(groupID: string): Promise<ZIMGroupDismissedResult> {
    demandGroup(groupID)
    await this.core.request('group.dismiss', { groupId: groupID })
    return { groupID }
  }

  /** Enters a group; a member already gets the same answer. */
  async joinGroup(groupID: string): Promise<ZIMGroupJoinedResult> {
    demandGroup(groupID)
    const { group } = await this.core.request('group.join', { groupId: groupID })
    return { groupInfo: zimGroupFull(group) }
  }

  /** Leaves a group; an owner leaves it to who joined first. */
  async leaveGroup(groupID: string): Promise<ZIMGroupLeftResult> {
    demandGroup(groupID)
    await this.core.request('group.leave', { groupId: groupID })
    return { groupID }
  }

  /** Adds at most 100 users to a group. */
  async inviteUsersIntoGroup(userIDs: string[], groupID: string): Promise<ZIMGroupUsersInvitedResult> {
    demandGroup(groupID)
    demandIds(userIDs, 'userIDs', usersPerCallMax)
    const { members, failed } = await this.core.request('group.invite', { groupId: groupID, users: userIDs })
    return { groupID, userList: members.map(zimMember), errorUserList: zimFailures(failed) }
  }

  /** Removes at most 100 members from a group. */
  async kickGroupMembers(userIDs: string[], groupID: string): Promise<ZIMGroupMemberKickedResult> {
    demandGroup(groupID)
    demandIds(userIDs, 'userIDs', usersPerCallMax)
    const { members, failed } = await this.core.request('group.kick', { groupId: groupID, users: userIDs })
    return { groupID, kickedUserIDs: members.map(({ id }) => id), errorUserList: zimFailures(failed) }
  }

  /** Hands a group to another member. */
  async transferGroupOwner(toUserID: string, groupID: string): Promise<ZIMGroupOwnerTransferredResult> {
    demandGroup(groupID)
    demandId(toUserID, 'toUserID')
    await this.core.request('group.transfer', { groupId: groupID, to: toUserID })
    return { groupID, toUserID }
  }

  /** What members see of a group. */
  async queryGroupInfo(groupID: string): Promise<ZIMGroupInfoQueriedResult> {
    demandGroup(groupID)
    const { group } = await this.core.request('group.find', { groupId: groupID })
    return { groupInfo: zimGroupFull(group) }
  }

  /** One member. */
  async queryGroupMemberInfo(userID: string, groupID: string): Promise<ZIMGroupMemberInfoQueriedResult> {
    demandGroup(groupID)
    demandId(userID, 'userID')
    const { member } = await this.core.request('group.member', { groupId: groupID, user: userID })
    return { groupID, userInfo: zimMember(member) }
  }

  /** The caller's groups: all of them, or a page of at most 100; `nextFlag` 0 begins and, in the result, ends. */
  async queryGroupList(): Promise<ZIMGroupListQueriedResult>
  async queryGroupList(count: number, config: ZIMGroupListQueryConfig): Promise<ZIMGroupListQueriedResult>
  async queryGroupList(count?: number, config: ZIMGroupListQueryConfig = {}): Promise<ZIMGroupListQueriedResult> {
    if (count !== undefined) return await this.#groupPage(pageOf(count, pageMax), config?.nextFlag)
    const groupList: ZIMGroupListQueriedResult['groupList'] = []
    let nextFlag = 0
    for (let page = 0; page < pagesMax; page += 1) {
      const found = await this.#groupPage(pageMax, nextFlag)
      groupList.push(...found.groupList)
      nextFlag = found.nextFlag
      if (nextFlag === 0) break
    }
    return { groupList, nextFlag }
  }

  /** A page of at most 100 members; `nextFlag` as in {@link queryGroupList}. */
  async queryGroupMemberList(
    groupID: string,
    config: ZIMGroupMemberQueryConfig,
  ): Promise<ZIMGroupMemberListQueriedResult> {
    demandGroup(groupID)
    demandObject(config, 'config')
    const count = pageOf(config.count, pageMax)
    const after = this.#memberPages.placeOf(config.nextFlag)
    const { members } = await this.core.request('group.members', {
      groupId: groupID,
      count,
      ...(after === undefined ? {} : { after }),
    })
    const last = members.length < count ? undefined : members[members.length - 1]?.id
    return { groupID, userList: members.map(zimMember), nextFlag: this.#memberPages.flagOf(last) }
  }

  /** How many are in a group. */
  async queryGroupMemberCount(groupID: string): Promise<ZIMGroupMemberCountQueriedResult> {
    demandGroup(groupID)
    const { group } = await this.core.request('group.find', { groupId: groupID })
    return { groupID, count: group.memberCount }
  }

  /** 2 admin, 3 member; the owner's to do. */
  async setGroupMemberRole(role: number, forUserID: string, groupID: string): Promise<ZIMGroupMemberRoleUpdatedResult> {
    demandGroup(groupID)
    demandId(forUserID, 'forUserID')
    demand(role === 2 || role === 3, 'role must be 2 (admin) or 3 (member).')
    await this.core.request('group.setRole', { groupId: groupID, user: forUserID, role })
    return { groupID, forUserID, role }
  }

  async #groupPage(count: number, nextFlag: number | undefined): Promise<ZIMGroupListQueriedResult> {
    const after = this.#groupPages.placeOf(nextFlag)
    const { groups } = await this.core.request('group.list', { count, ...(after === undefined ? {} : { after }) })
    const last = groups.length < count ? undefined : groups[groups.length - 1]?.id
    return { groupList: groups.map(zimGroup), nextFlag: this.#groupPages.flagOf(last) }
  }
}

function demandGroup(groupID: unknown): asserts groupID is string {
  demandId(groupID, 'groupID')
}
