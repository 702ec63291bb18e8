// Groups, documented.
import type { Documented } from './documentation.ts'
import { around, sample } from './samples.ts'

const group = { group: sample.groupId }

/** By endpoint. */
export const chatgroupDocumentation: Documented = {
  'groups.create': {
    description:
      'The server makes the id. `members` are in the group at once, besides the owner; all have to be registered. Absent: `maxusers` 200, and the modes false, so that nobody joins by itself and only owner and admins invite. Never more members than the app allows.',
    errors: ['group_user_not_found', 'group_full'],
    examples: [
      {
        name: 'A group of two',
        body: {
          groupname: 'Hikers',
          description: 'Where do we go on Sunday?',
          public: true,
          maxusers: 50,
          owner: 'test1',
          members: ['test2'],
        },
        reply: { ...around('post', '/chatgroups'), data: { groupid: sample.groupId } },
      },
      {
        name: 'An owner who does not exist',
        body: { groupname: 'Ghosts', owner: 'nobody' },
        error: 'group_user_not_found',
      },
    ],
  },
  'groups.get': {
    errors: ['group_not_found'],
    examples: [
      { name: 'One group', params: group, after: ['groups.create'] },
      { name: 'A group that does not exist', params: { group: '1' }, error: 'group_not_found' },
    ],
  },
  'groups.delete': {
    description: 'Its members keep the conversation and what was said in it. The id is not given again.',
    errors: ['group_not_found'],
    examples: [{ name: 'Dismiss a group', params: group, after: ['groups.removeMembers', 'groups.get'] }],
  },
  'groups.addMembers': {
    description:
      '`newmembers` are those who were not in the group before. When one of them is not registered, or not all find room, nobody is added.',
    errors: ['group_not_found', 'group_user_not_found', 'group_full'],
    examples: [
      {
        name: 'Two users',
        params: group,
        body: { usernames: ['test2', 'carol'] },
        after: ['groups.create', 'users.register'],
      },
      {
        name: 'A user who does not exist',
        params: group,
        body: { usernames: ['nobody'] },
        error: 'group_user_not_found',
      },
    ],
  },
  'groups.addMember': {
    description: 'Who is in the group already counts as added.',
    errors: ['group_not_found', 'group_user_not_found', 'group_full'],
    examples: [
      { name: 'One user', params: { ...group, username: 'carol' }, after: ['groups.create', 'users.register'] },
    ],
  },
  'groups.removeMembers': {
    description:
      'One user id, or up to 100 with commas between them. `data` is then a list, and says for each whether it was removed. The owner cannot be removed.',
    errors: ['group_not_found', 'group_members_missing', 'group_owner_stays'],
    examples: [
      {
        name: 'One user',
        params: { ...group, username: 'test2' },
        after: ['groups.addMembers', 'groups.addMember', 'groups.listMembers'],
      },
      { name: 'Two users, of whom one is in the group', params: { ...group, username: 'carol,nobody' } },
      { name: 'The owner', params: { ...group, username: 'test1' }, error: 'group_owner_stays' },
      { name: 'Somebody else', params: { ...group, username: 'nobody' }, error: 'group_members_missing' },
    ],
  },
  'groups.listMembers': {
    errors: ['group_not_found'],
    examples: [{ name: 'The first ten', params: group, query: { pagenum: 1, pagesize: 10 }, after: ['groups.create'] }],
  },
}
