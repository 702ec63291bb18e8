// The sandbox's phones and vendors, documented. Every example runs against a sandbox; a server without one answers 404 to all of them.
import type { Documented } from './documentation.ts'
import { sample } from './samples.ts'

const xiaomi = { vendor: 'xiaomi' }

/** By endpoint. */
export const sandboxDocumentation: Documented = {
  'sandbox.show': {
    description:
      'Simulators know no device token of an earlier start: phones older than `startedAt` ask for a new one.',
    examples: [{ name: 'The demo app and its vendors' }],
  },
  'sandbox.issueLoginToken': {
    description: 'What the app’s own server would make. An hour unless `ttlSeconds` says otherwise; at most a day.',
    examples: [{ name: 'A login for ten minutes', body: { userId: 'test1', ttlSeconds: 600 } }],
  },
  'sandbox.createDeviceToken': {
    errors: ['resource_not_found'],
    examples: [
      { name: 'A phone of Xiaomi', params: xiaomi },
      { name: 'A vendor that there is not', params: { vendor: 'nokia' }, error: 'resource_not_found' },
    ],
  },
  'sandbox.setDeviceToken': {
    description: 'A token that is put into a state for the first time is known from then on.',
    errors: ['resource_not_found'],
    examples: [
      { name: 'The app was deleted', params: xiaomi, body: { token: 'gone-with-the-app', state: 'unregistered' } },
    ],
  },
  'sandbox.deliveries': {
    description:
      'Without `after` only the present position is told. With `waitMs` the answer waits until something comes for one of the phones. The last 5,000 deliveries of all phones together are remembered.',
    errors: ['overloaded'],
    examples: [
      { name: 'Where deliveries are now', query: { phones: '0123456789abcdef' } },
      { name: 'What came since', query: { phones: '0123456789abcdef', after: 1, waitMs: 10 } },
    ],
  },
  'simulators.requests': {
    description: 'At most the last 10,000 are kept. Credentials of the requests are left out.',
    errors: ['resource_not_found'],
    examples: [{ name: 'The latest ten', params: xiaomi, query: { limit: 10 } }],
  },
  'simulators.presets': {
    description: 'Each `fault` is what `simulators.arm` takes.',
    errors: ['resource_not_found'],
    examples: [{ name: 'What can be tried with Xiaomi', params: xiaomi }],
  },
  'simulators.faults': {
    errors: ['resource_not_found'],
    examples: [{ name: 'What waits', params: xiaomi, after: ['simulators.arm'] }],
  },
  'simulators.arm': {
    description:
      'A fault is used up by `times` requests, or ends after `forMs`, whichever comes first. `refuse-stream` and `goaway` are of HTTP/2.',
    errors: ['resource_not_found'],
    examples: [
      {
        name: 'Down for half a second',
        params: xiaomi,
        body: { forMs: 500, action: { kind: 'reset', when: 'before' } },
      },
      {
        name: 'One refusal for one device',
        params: xiaomi,
        body: {
          token: 'some-device',
          action: { kind: 'answer', status: 200, body: { result: 'error', code: 20301, description: 'no devices' } },
        },
      },
      {
        name: 'An answer without a status',
        params: xiaomi,
        body: { action: { kind: 'answer' } },
        error: 'argument_illegal',
      },
    ],
  },
  'simulators.disarm': {
    errors: ['resource_not_found'],
    examples: [
      { name: 'All of them', params: xiaomi, after: ['simulators.arm', 'simulators.faults', 'simulators.disarmOne'] },
    ],
  },
  'simulators.disarmOne': {
    errors: ['resource_not_found'],
    examples: [
      { name: 'One of them', params: { ...xiaomi, faultId: sample.faultId }, after: ['simulators.arm'] },
      { name: 'One that is gone', params: { ...xiaomi, faultId: '999999' }, error: 'resource_not_found' },
    ],
  },
  'simulators.report': {
    description:
      'The request goes to the receipt address as from the real vendor, signed where that one signs. `reported` is false where this vendor does not report that.',
    errors: ['resource_not_found'],
    examples: [{ name: 'A tap', params: xiaomi, body: { token: sample.deviceToken, fate: 'clicked' } }],
  },
}
