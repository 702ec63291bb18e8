// Users, documented.
import type { Documented } from './documentation.ts'
import { around } from './samples.ts'

const user = { username: 'alice' }

/** By endpoint. */
export const userDocumentation: Documented = {
  'users.register': {
    description:
      'One object registers one user, and needs no token while the app lets anybody register. A list registers up to 60 with the app’s token; those that fail stand in `data` with the reason.',
    errors: [
      'username_too_long',
      'password_too_long',
      'nickname_too_long',
      'user_exists',
      'users_too_many',
      'registration_closed',
      'resource_limited',
    ],
    examples: [
      {
        name: 'One user',
        body: { username: 'alice', password: 'Wonderland-1', nickname: 'Alice' },
        reply: {
          ...around('post', '/users'),
          entities: [
            {
              uuid: '0f0e0d0c-0000-4000-8000-00000000b001',
              type: 'user',
              created: 1_700_000_000_000,
              modified: 1_700_000_000_000,
              username: 'alice',
              activated: true,
              nickname: 'Alice',
            },
          ],
        },
      },
      {
        name: 'Several users',
        body: [
          { username: 'bob', password: 'Builder-1' },
          { username: 'carol', password: 'Christmas-1' },
          { username: '000-guest', password: 'Welcome-1' },
        ],
      },
      { name: 'A user id that is taken', body: { username: 'test1', password: 'Secret-1' }, error: 'user_exists' },
    ],
  },
  'users.get': {
    errors: ['user_not_found'],
    examples: [
      { name: 'One user with bindings', params: { username: 'test1' } },
      { name: 'A user who does not exist', params: { username: 'nobody' }, error: 'user_not_found' },
    ],
  },
  'users.list': { examples: [{ name: 'The first ten', query: { limit: 10 } }] },
  'users.edit': {
    description:
      'The three members of a binding bind a device in the older form; without `device_id` nothing is bound. The display style and the older quiet hours are those of notifications; `notification_ignore_{groupId}` with `true` or `false` mutes a group or lifts that.',
    errors: ['user_not_found', 'nickname_too_long', 'bindings_too_many', 'limit_request'],
    examples: [
      { name: 'A new nickname', params: user, body: { nickname: 'Alice in Wonderland' }, after: ['users.register'] },
      {
        name: 'Texts on the lock screen, and quiet nights in the older form',
        params: { username: 'test1' },
        body: {
          notification_display_style: 1,
          notification_no_disturbing: false,
          notification_no_disturbing_start: '22',
          notification_no_disturbing_end: '7',
        },
      },
    ],
  },
  'users.delete': {
    errors: ['user_not_found'],
    examples: [{ name: 'Delete a user', params: { username: 'bob' }, after: ['users.register'] }],
  },
  'users.deleteMany': {
    description: 'Without `limit` nothing is deleted. A repeat deletes the next ones.',
    examples: [{ name: 'Delete the first user in order of name', query: { limit: 1 }, after: ['users.register'] }],
  },
  'users.password': {
    description: 'Open tokens of the user end.',
    errors: ['user_not_found', 'password_too_long'],
    examples: [
      { name: 'A new password', params: user, body: { newpassword: 'Looking-Glass-2' }, after: ['users.register'] },
    ],
  },
  'users.status': {
    errors: ['user_not_found'],
    examples: [{ name: 'Whether somebody is connected', params: { username: 'test1' } }],
  },
  'users.statusBatch': {
    description: 'Unknown users are `offline`.',
    examples: [{ name: 'Whether two users are connected', body: { usernames: ['test1', 'test2'] } }],
  },
  'users.deactivate': {
    description: 'A ban: open tokens end, and no push goes to the user until it is lifted.',
    errors: ['user_not_found'],
    examples: [{ name: 'Ban a user', params: { username: 'carol' }, after: ['users.register'] }],
  },
  'users.activate': {
    errors: ['user_not_found'],
    examples: [{ name: 'Lift a ban', params: { username: 'carol' }, after: ['users.deactivate'] }],
  },
  'users.nicknames': {
    description: 'Unknown users are passed over.',
    examples: [
      {
        name: 'Nicknames of two users',
        body: [
          { username: 'test1', push_nickname: 'One' },
          { username: 'test2', push_nickname: 'Two' },
        ],
      },
    ],
  },
}
