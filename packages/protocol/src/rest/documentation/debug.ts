// Online debugging, documented for whoever tries a push out.
import type { Documented } from './documentation.ts'
import { sample } from './samples.ts'

const pushMessage = { title: '环信推送', content: '你好，欢迎使用环信推送服务', category: 'im' }

/** By endpoint. */
export const debugDocumentation: Documented = {
  'debug.dryRun': {
    description:
      'Goes the way of a real push up to its first byte: the same plan, the same rendering. Nothing is written and nothing is sent. Without `strategy` there is a plan for each of the five.\n\nA dry run speaks of this instant: a vendor may still refuse what it is sent, and quiet hours begin when they begin. Receipt addresses, which are secrets, are left out of the requests.',
    errors: ['resource_not_found', 'argument_illegal', 'push_closed'],
    examples: [
      { name: 'To a user, by each strategy', body: { target: { user: 'test1' }, pushMessage } },
      {
        name: 'To one phone',
        body: {
          target: { notifier: sample.notifierName, token: sample.deviceToken },
          pushMessage: { ...pushMessage, sub_title: '环信' },
          strategy: 2,
        },
      },
      {
        name: 'What it looks like at two vendors',
        body: { target: { providers: ['VIVOPUSH', 'APNS'] }, pushMessage },
      },
      {
        name: 'A title that a push refuses',
        body: { target: { user: 'test1' }, pushMessage: { title: '这一标题超过了三十二个字符的上限因此会被拒绝' } },
      },
    ],
  },
  'debug.push': {
    description:
      'A device that is bound gets an ordinary push, limited to that binding; `msgId` leads to its trace. A token that nobody has bound gets one request at once, and the answer is the vendor’s own. One push per second and app.',
    errors: ['resource_not_found', 'message_bad', 'argument_illegal', 'push_closed', 'limit_request', 'rate_exceeded'],
    examples: [
      {
        name: 'To one phone',
        body: { target: { notifier: sample.notifierName, token: sample.deviceToken }, pushMessage },
      },
      { name: 'A PushID that is none', body: { target: { pushId: 'x' }, pushMessage }, error: 'argument_illegal' },
    ],
  },
}
