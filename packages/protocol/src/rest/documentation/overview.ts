// The overview of an app and the search, documented.
import type { Documented } from './documentation.ts'
import { sample } from './samples.ts'

const minuteOfXiaomi = { XIAOMIPUSH: { targeted: 12, success: 11, fail: 1, error: 0 } }
const today = {
  ...{ targeted: 42, sent: 38, accepted: 37, unknown: 0, open: 1 },
  ...{ arrived: 30, clicked: 4 },
}
const words = {
  text: { en: 'The user has no device bound.', zh: '用户没有绑定任何推送设备。' },
  fix: {
    en: 'The app binds a device token after login (PUT …/users/{user}/push/binding).',
    zh: '应用登录后需要绑定设备的推送 token（PUT …/users/{user}/push/binding）。',
  },
}

/** By endpoint. */
export const overviewDocumentation: Documented = {
  'overview.ofApp': {
    description:
      'Deliveries count in the minute and on the day of UTC in which their push was accepted, whenever their outcome comes; minutes are kept for 48 hours. `fail` is what a vendor refused or what was not sent, `error` what has no clear end.\n\nEach part is one bounded look: it may be asked for every few seconds.',
    errors: ['resource_not_found'],
    examples: [
      {
        name: 'The demo app',
        reply: {
          at: 1_795_240_987_112,
          hour: {
            ...{ targeted: 12, success: 11, fail: 1, error: 0, successShare: 0.917, p50Ms: 44, p99Ms: 190 },
            minutes: [{ at: 1_795_240_980_000, p50Ms: 44, p99Ms: 190, byProvider: minuteOfXiaomi }],
          },
          today: { day: '2026-11-21', all: today, byProvider: { XIAOMIPUSH: today } },
          reasons: [{ code: 'no-push-binding', ...words, count: 2 }],
          ledger: { deliveries: 12_345_678, open: 1, unaccounted: 0 },
          queues: {
            countedMax: 10_000,
            pushes: { waiting: 0 },
            pages: { waiting: 1, oldestAt: 1_795_240_986_900 },
            deliveries: { waiting: 0 },
            handovers: { waiting: 0 },
          },
          callbacks: {
            ...{ countedMax: 10_000, deadMax: 1_000 },
            rules: [{ id: sample.ruleId, name: 'hooks', state: 'fine', waiting: 0, dead: 0 }],
          },
          notifiers: [
            { name: sample.notifierName, provider: 'XIAOMIPUSH', state: 'throttled', until: 1_795_241_040_000 },
          ],
          firstRun: { app: true, notifier: true, binding: true, push: true, callback: false },
        },
      },
    ],
  },
  'search.inApp': {
    description:
      'Ids, devices and tokens must match whole; users, labels and templates are found by how their name begins. A device token is found by all of it, and an answer shows its fingerprint only.',
    errors: ['resource_not_found'],
    examples: [
      {
        name: 'A user',
        query: { q: 'test' },
        reply: { results: [{ kind: 'user', id: 'test1', title: '', where: { user: 'test1' } }] },
      },
      { name: 'A message', query: { q: sample.msgId }, after: ['push.async'] },
      { name: 'A device token', query: { q: sample.deviceToken } },
    ],
  },
}
