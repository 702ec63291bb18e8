// Messages over REST, documented.
import type { Documented } from './documentation.ts'
import { around, sample } from './samples.ts'

/** By endpoint. */
export const messageDocumentation: Documented = {
  'chat.sendToUsers': {
    description:
      'Users who are connected get it at once; the others find it when they come online, and their devices are pushed to. `type` is one of `txt`, `img`, `audio`, `video`, `loc`, `file`, `cmd`, `custom`; `ext` may hold the extensions that decide the notification (`em_push_ext`, `em_ignore_notification`, …). A command is handed to connected devices and never kept; so is nothing of `ROUTE_ONLINE` for those who are away. The message lies in the conversation of both, whatever `sync_device` and `roam_ignore_users` say. As with the original, an id that no user has is no error: nothing is stored for it.',
    errors: ['message_too_large', 'message_targets_too_many', 'message_send_limit'],
    examples: [
      {
        name: 'A text',
        body: { from: 'test2', to: ['test1'], type: 'txt', body: { msg: 'See you at eight' } },
        reply: { ...around('post', '/messages/users'), data: { test1: '1029188050686577016' } },
      },
      {
        name: 'Without a notification',
        body: {
          to: ['test1', 'test2'],
          type: 'custom',
          body: { customEvent: 'gift', customExts: { name: 'flower' } },
          ext: { em_ignore_notification: true },
        },
      },
      { name: 'Nobody', body: { to: [], type: 'txt', body: { msg: 'hi' } }, error: 'message_param_empty' },
    ],
  },
  'chat.sendToGroups': {
    description:
      'The sender need not be a member. Members who are away find it later and are pushed to, but for `ROUTE_ONLINE`, which is pushed to nobody. A group that there is not is no error: nothing is stored for it.',
    errors: ['message_too_large', 'message_targets_too_many', 'message_send_limit'],
    examples: [
      {
        name: 'A text',
        body: { to: [sample.groupId], type: 'txt', body: { msg: 'The new version is out' } },
        reply: { ...around('post', '/messages/chatgroups'), data: { [sample.groupId]: '1029188050686577016' } },
        after: ['groups.create'],
      },
    ],
  },
  'chat.recall': {
    description:
      'Its content is deleted, and everybody who may see it is told. Without `force` only within the time that the app allows for it. `to` and `chat_type` (`chat`, `groupchat`) are those of the message.',
    errors: ['recall_param_empty', 'recall_target_unknown', 'recall_too_late', 'recall_not_found'],
    examples: [
      {
        name: 'A text to a user',
        body: { msg_id: sample.chatMessageId, to: 'test1', chat_type: 'chat', force: true },
        reply: {
          ...around('post', '/messages/msg_recall'),
          data: { recalled: 'yes', chattype: 'chat', from: 'admin', to: 'test1', msg_id: sample.chatMessageId },
        },
        after: ['chat.sendToUsers'],
      },
      {
        name: 'A message that is gone',
        body: { msg_id: '1029188050686577017', to: 'test1', chat_type: 'chat', force: true },
        error: 'recall_not_found',
      },
    ],
  },
}
