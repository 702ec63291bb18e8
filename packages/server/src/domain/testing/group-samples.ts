// A group for tests.
import type { UserId } from '@posthouse/protocol'
import type { Group } from '../chat/group.ts'
import { sampleApp } from './samples.ts'

/** A group of alice's. */
export function aGroup(with_: Partial<Group> = {}): Group {
  return {
    appId: sampleApp,
    id: 'team',
    name: 'Team',
    avatarUrl: 'https://example.com/team.png',
    notice: 'Welcome\n"all"',
    attributes: { city: '杭州' },
    joinMode: 0,
    inviteMode: 0,
    beInviteMode: 0,
    owner: 'alice' as UserId,
    memberCount: 0,
    memberMax: 2_000,
    createdAtMs: 1_000,
    dismissedAtMs: undefined,
    revision: 0,
    ...with_,
  }
}
