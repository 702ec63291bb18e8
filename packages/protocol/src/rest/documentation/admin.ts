// Apps, messages, receipts and operations, documented for the operator.
import type { Documented } from './documentation.ts'
import { sample } from './samples.ts'

const acme = { org: 'acme', app: 'chat' }

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
    errors: ['resource_not_found'],
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
  'operations.info': { examples: [{ name: 'The state of the server' }] },
}
