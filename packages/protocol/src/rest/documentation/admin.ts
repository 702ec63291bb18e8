// Apps, messages, receipts and operations, documented for the operator.
import type { Documented } from './documentation.ts'
import { sample } from './samples.ts'

const acme = { org: 'acme', app: 'chat' }
const xiaomiSums = {
  ...{ targeted: 40, accepted: 37, rejected: 1, unknown: 0, skipped: 1, open: 1 },
  ...{ skippedBecause: { 'message-expired': 1 }, arrived: 30, clicked: 4 },
}
const noneSums = {
  ...{ targeted: 2, accepted: 0, rejected: 0, unknown: 0, skipped: 2, open: 0 },
  skippedBecause: { 'no-push-binding': 2 },
}
const daySums = {
  ...{ targeted: 42, accepted: 37, rejected: 1, unknown: 0, skipped: 3, open: 1 },
  ...{ skippedBecause: { 'message-expired': 1, 'no-push-binding': 2 }, arrived: 30, clicked: 4 },
}
const daySumsByProvider = { XIAOMIPUSH: xiaomiSums, none: noneSums }

/** By endpoint. */
export const adminDocumentation: Documented = {
  'apps.create': {
    errors: ['conflict'],
    examples: [
      { name: 'An app', body: { org: 'acme', name: 'chat', pushOpen: true } },
      { name: 'A name that is reserved', body: { org: 'admin', name: 'chat' }, error: 'argument_illegal' },
    ],
  },
  'apps.list': { examples: [{ name: 'The first ten', query: { limit: 10 } }] },
  'apps.get': { errors: ['resource_not_found'], examples: [{ name: 'One app' }] },
  'apps.settings': {
    description: 'Members that are absent stay as they are.',
    errors: ['resource_not_found'],
    examples: [
      {
        name: 'A category for notifications that name none',
        params: acme,
        body: { defaultCategory: 'im', openRegistration: false },
        after: ['apps.create'],
      },
    ],
  },
  'apps.replaceSecret': {
    description:
      'The earlier one ends at once: no token is issued for the client secret, no device logs in with the AppSign. Tokens and connections that exist go on until they end.',
    errors: ['resource_not_found', 'conflict'],
    examples: [{ name: 'Another client secret', params: { ...acme, secret: 'clientSecret' }, after: ['apps.create'] }],
  },
  'import.batch': {
    description:
      'What is there already is brought up to date, so that a repeat changes nothing. One bad row does not concern the others: each has its own end in `rows`.',
    errors: ['resource_not_found'],
    examples: [
      {
        name: 'Two users',
        params: { kind: 'users' },
        body: { rows: [{ username: 'dora', nickname: 'Dora' }, { username: 'emil' }], dryRun: false },
      },
    ],
  },
  'messages.trace': {
    description: 'Each line says in English and Chinese what happened and, where something can be done, what to do.',
    errors: ['resource_not_found', 'history_forgotten'],
    examples: [{ name: 'What became of a message', params: { msgId: sample.msgId }, after: ['push.async'] }],
  },
  'messages.ofUser': {
    examples: [
      { name: 'The latest pushes', params: { username: 'test1' }, query: { limit: 10 }, after: ['push.async'] },
    ],
  },
  'receipts.ofNotifier': {
    description: 'The address is as good as a credential: only the vendor should know it.',
    errors: ['resource_not_found'],
    examples: [{ name: 'Where a vendor reports', params: { name: sample.notifierName } }],
  },
  'pushResources.list': { errors: ['resource_not_found'], examples: [{ name: 'All of them' }] },
  'pushResources.put': {
    description:
      'What was there under the name is replaced. A push that names the resource takes the options of the phone maker that it goes through.',
    errors: ['resource_not_found', 'argument_illegal'],
    examples: [
      {
        name: 'Calls that ring',
        params: { resource: 'call' },
        body: { apns: { kind: 'voip' }, fcm: { kind: 'data', priority: 'high' }, huawei: { category: 'VOIP' } },
      },
      {
        name: 'A page without its address',
        params: { resource: 'page' },
        body: { harmony: { click: 'detail' } },
        error: 'argument_illegal',
      },
    ],
  },
  'pushResources.delete': {
    errors: ['resource_not_found'],
    examples: [{ name: 'One of them', params: { resource: 'call' }, after: ['pushResources.put'] }],
  },
  'statistics.ofApp': {
    description:
      'Days are those of UTC, at most 366; a day on which nothing was counted is left out. A push counts on the day it was accepted, whenever its outcome comes. Arrivals and taps count on the day they were reported, each once.',
    errors: ['resource_not_found'],
    examples: [
      {
        name: 'Two days',
        query: { from: '2026-11-20', until: '2026-11-21' },
        reply: {
          from: '2026-11-20',
          until: '2026-11-21',
          all: daySums,
          byProvider: daySumsByProvider,
          days: [{ day: '2026-11-21', all: daySums, byProvider: daySumsByProvider }],
        },
      },
      { name: 'Today' },
      { name: 'A day that there is not', query: { from: '2026-02-30' }, error: 'argument_illegal' },
    ],
  },
  'operations.issueToken': {
    description: 'Ten minutes unless `ttlSeconds` says otherwise; at most a day.',
    errors: ['resource_not_found'],
    examples: [{ name: 'A token for an hour', body: { ttlSeconds: 3_600 } }],
  },
  'operations.checkNotifier': {
    description: 'Asks the vendor; reaches no phone.',
    errors: ['resource_not_found', 'overloaded'],
    examples: [{ name: 'Whether a credential works', params: { name: sample.notifierName } }],
  },
  'operations.backup': {
    description: 'An existing file is never replaced.',
    errors: ['conflict', 'argument_illegal'],
    examples: [{ name: 'A copy of the database', body: { path: sample.backupPath } }],
  },
  'operations.rotateMasterKey': {
    description: 'May be repeated; an interrupted rotation goes on where it stopped.',
    examples: [{ name: 'A new master key' }],
  },
  'nodes.list': {
    description:
      'A node is taken out by SIGTERM: it says that it is not ready, ends what is open and leaves. What it leaves open, and all that a node which died had open, the others take up.',
    examples: [{ name: 'Every node' }],
  },
  'operations.info': { examples: [{ name: 'The state of the server' }] },
}
