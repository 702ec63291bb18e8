// What can be found, by the kinds that the search gives, and whose it is.
import { wordsOf } from '../words/words.ts'

/** One word for each kind. */
export const foundWords = wordsOf({
  message: { en: 'Message', zh: '推送消息' },
  'chat-message': { en: 'Chat message', zh: '聊天消息' },
  task: { en: 'Task', zh: '推送任务' },
  call: { en: 'Call invitation', zh: '呼叫邀请' },
  callback: { en: 'Callback', zh: '回调' },
  'push-id': { en: 'PushID', zh: 'PushID' },
  token: { en: 'Device token', zh: '设备 token' },
  device: { en: 'Device', zh: '设备' },
  user: { en: 'User', zh: '用户' },
  label: { en: 'Label', zh: '标签' },
  template: { en: 'Template', zh: '推送模板' },
  of: { en: (user: string) => `of ${user}`, zh: (user: string) => `用户 ${user}` },
})
