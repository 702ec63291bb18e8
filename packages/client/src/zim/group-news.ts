// What happens in groups, as the app's events (spec/zego.md §3.12).
import type { Entry } from '@posthouse/protocol/frames'
import type { Core } from './core.ts'
import { ZIMGroupEvent, ZIMGroupMemberEvent } from './enums/group.ts'
import { zimGroupFull, zimMember, zimOperator } from './group-shape.ts'

type GroupEntry = Extract<Entry, { kind: 'group' }>
type Kind = GroupEntry['event']

interface News {
  /** 1 entered, 0 quit. */
  readonly state: 0 | 1
  readonly group: ZIMGroupEvent
  readonly member: ZIMGroupMemberEvent
}

/** What changes who is in a group; the other events change only what somebody is in it. */
const memberships: Readonly<Partial<Record<Kind, News>>> = {
  created: { state: 1, group: ZIMGroupEvent.Invited, member: ZIMGroupMemberEvent.Invited },
  invited: { state: 1, group: ZIMGroupEvent.Invited, member: ZIMGroupMemberEvent.Invited },
  joined: { state: 1, group: ZIMGroupEvent.Joined, member: ZIMGroupMemberEvent.Joined },
  left: { state: 0, group: ZIMGroupEvent.Left, member: ZIMGroupMemberEvent.Left },
  kicked: { state: 0, group: ZIMGroupEvent.KickedOut, member: ZIMGroupMemberEvent.KickedOut },
}

/** Tells of a group's entry. */
export function tellGroup(core: Core, entry: GroupEntry): void {
  const { event, group, members, operator } = entry
  const { listeners } = core
  const operatedInfo = zimOperator(operator)
  const userList = members.map(zimMember)
  const news = memberships[event]
  if (event === 'dismissed') {
    tellMine(core, entry, 0, ZIMGroupEvent.Dismissed)
  } else if (news) {
    const isMine = members.some(({ id }) => id === core.self())
    const isMaker = event === 'created' && operator.id === core.self()
    if (isMine) tellMine(core, entry, news.state, isMaker ? ZIMGroupEvent.Created : news.group)
    listeners.tell('groupMemberStateChanged', {
      groupID: group.id,
      state: news.state,
      event: news.member,
      userList,
      operatedInfo,
    })
  } else {
    listeners.tell('groupMemberInfoUpdated', { groupID: group.id, userList, operatedInfo })
  }
}

function tellMine(core: Core, { group, operator }: GroupEntry, state: 0 | 1, event: ZIMGroupEvent): void {
  core.listeners.tell('groupStateChanged', {
    state,
    event,
    operatedInfo: zimOperator(operator),
    groupInfo: zimGroupFull(group),
  })
  const which = { id: group.id, type: 2 } as const
  if (state === 0) core.book.disable(which)
  else core.book.enable(which)
}
