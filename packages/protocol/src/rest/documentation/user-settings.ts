// What users set about notifications, who is connected, and discovery, documented.
import type { Documented } from './documentation.ts'
import { sample } from './samples.ts'

const user = { username: 'test1' }
const own = { ...user, chattype: 'user', key: 'test1' }
const group = { ...user, chattype: 'chatgroup', key: 'group-1' }

/** By endpoint. */
export const userSettingDocumentation: Documented = {
  'settings.setMode': {
    description:
      'With `chattype` `user` and the user’s own id as `key`, this is for all conversations; any other one may follow that (`DEFAULT`) or have a mode of its own. Only members that are given change.\n\n`ignoreInterval` is daily, by the server’s time zone; equal ends are the whole day, `00:00-00:00` and the empty text are none. On a conversation it is kept without effect. `ignoreDuration` goes in as a duration from now on and comes out as its end, in epoch ms.\n\nA push over REST belongs to no conversation: it is stopped by the interval, the duration and the mode `NONE`, unless the app’s `quietForRest` is off.',
    errors: ['binding_user_unknown', 'limit_request'],
    examples: [
      {
        name: 'Quiet nights, for all conversations',
        params: own,
        body: { ignoreInterval: '22:00-07:00' },
      },
      { name: 'No more quiet nights', params: own, body: { ignoreInterval: '' } },
      { name: 'Only mentions, in one group', params: group, body: { type: 'AT' } },
      {
        name: 'Nothing from a colleague for an hour',
        params: { ...own, key: 'test2' },
        body: { ignoreDuration: 3_600_000 },
      },
      { name: 'No interval', params: own, body: { ignoreInterval: '25:00-07:00' }, error: 'parameter_invalid' },
    ],
  },
  'settings.mode': {
    description: 'What was never set is `ALL` for all conversations, and `DEFAULT` for one of them.',
    errors: ['binding_user_unknown'],
    examples: [{ name: 'The mode of one group', params: group }],
  },
  'settings.modes': {
    description: 'At most 20 conversations; those that only follow the mode of all are left out.',
    errors: ['binding_user_unknown'],
    examples: [{ name: 'Two conversations', params: user, query: { user: 'test2', group: 'group-1' } }],
  },
  'settings.listModes': {
    errors: ['binding_user_unknown'],
    examples: [{ name: 'The first ten', params: user, query: { limit: 10 } }],
  },
  'settings.setLanguage': {
    description: 'An empty text takes the language away.',
    errors: ['binding_user_unknown'],
    examples: [{ name: 'English', params: user, body: { translationLanguage: 'EN' } }],
  },
  'settings.language': {
    errors: ['binding_user_unknown'],
    examples: [{ name: 'The language of a user', params: user }],
  },
  'settings.setTemplate': {
    description: 'The template need not exist yet. An empty text takes it away.',
    errors: ['binding_user_unknown'],
    examples: [{ name: 'A template by name', params: user, body: { templateName: 'detail' } }],
  },
  'settings.template': {
    errors: ['binding_user_unknown'],
    examples: [{ name: 'The template of a user', params: user }],
  },
  'users.resources': {
    errors: ['user_not_found'],
    examples: [{ name: 'The connected devices of a user', params: user }],
  },
  'users.disconnect': {
    errors: ['user_not_found'],
    examples: [{ name: 'Disconnect a user', params: user }],
  },
  'users.disconnectDevice': {
    errors: ['user_not_found'],
    examples: [{ name: 'Disconnect one device', params: { ...user, resource: 'ios_1' } }],
  },
  'users.offlineCount': {
    errors: ['user_not_found'],
    examples: [{ name: 'What waits for a user', params: user }],
  },
  'users.offlineStatus': {
    errors: ['user_not_found'],
    examples: [{ name: 'One message', params: { ...user, msgId: '1029000000000000007' } }],
  },
  'discovery.hosts': {
    description:
      'Protocol, name and port of the server: those of its public URL, or else those that the request came to. A path in the public URL has no place here.',
    examples: [{ name: 'The hosts', query: { app_key: 'acme#demo' } }],
  },
  'webPush.key': {
    description:
      'The public key that a page gives to `pushManager.subscribe`: that of the notifier of Web Push that was made first, or second. Anybody may know it.',
    errors: ['resource_not_found'],
    examples: [{ name: 'The key', params: { appId: sample.appId } }],
  },
}
