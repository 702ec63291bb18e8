// Sending, documented with the requests of seed 002.
import type { ErrorCode } from '../../errors.ts'
import type { Documented } from './documentation.ts'
import { pushAround } from './samples.ts'

const errors: readonly ErrorCode[] = ['push_closed', 'message_bad', 'argument_illegal', 'limit_request']
const pushMessage = { title: '环信推送', content: '你好，欢迎使用环信推送服务', sub_title: '环信' }

/** By endpoint. */
export const pushDocumentation: Documented = {
  'push.sync': {
    description:
      'One entry of `data` for each device that was tried, or one that says why there was none. The status is 200 even when the push failed. Without an answer from the vendor within eight seconds an entry says `ERROR`, and the push is not sent again.',
    errors,
    examples: [
      {
        name: 'Send and wait',
        params: { target: 'test1' },
        body: { strategy: 3, pushMessage },
        reply: {
          ...pushAround,
          data: [{ pushStatus: 'SUCCESS', data: { result: 0, desc: '请求成功', taskId: '701' } }],
        },
      },
      {
        name: 'Nobody of that name',
        params: { target: 'stranger' },
        body: { pushMessage },
        reply: { ...pushAround, data: [{ pushStatus: 'FAIL', desc: 'appUser not exists' }] },
      },
    ],
  },
  'push.async': {
    description:
      'The push is on durable storage when the answer comes; the header `Posthouse-Msg-Id` names it. What became of it is reported by callbacks.',
    errors,
    examples: [
      {
        name: 'Send',
        params: { target: 'test1' },
        body: { strategy: 3, pushMessage },
        reply: { ...pushAround, data: [{ pushStatus: 'ASYNC_SUCCESS', data: '', desc: 'success' }] },
      },
      {
        name: 'A title that is no text',
        params: { target: 'test1' },
        body: { pushMessage: { title: 5 } },
        error: 'message_bad',
      },
    ],
  },
  'push.single': {
    errors,
    examples: [
      {
        name: 'Send to several users',
        body: {
          targets: ['test2'],
          pushMessage: { title: 'Hello', subTitle: 'Hello', content: 'Hello', vivo: {} },
        },
        reply: { ...pushAround, data: [{ id: 'test2', pushStatus: 'ASYNC_SUCCESS', desc: 'async success.' }] },
      },
    ],
  },
}
