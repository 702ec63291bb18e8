// Labels, documented.
import type { Documented } from './documentation.ts'
import { pushAround } from './samples.ts'

const vip = { name: 'vip' }

/** By endpoint. */
export const labelDocumentation: Documented = {
  'labels.create': {
    description: 'A name has up to 64 characters; an app has up to 100 labels.',
    errors: ['label_exists', 'limit_request'],
    examples: [
      {
        name: 'A label',
        body: { name: 'vip', description: 'Members since the first day' },
        reply: {
          ...pushAround,
          data: { name: 'vip', description: 'Members since the first day', createdAt: 1_700_000_000_000 },
        },
      },
      { name: 'Another one', body: { name: 'trial' } },
      { name: 'A name that is taken', body: { name: 'post-90s' }, error: 'label_exists' },
    ],
  },
  'labels.get': {
    errors: ['label_not_found'],
    examples: [
      { name: 'One label', params: { name: 'post-90s' } },
      { name: 'A label that does not exist', params: { name: 'nothing' }, error: 'label_not_found' },
    ],
  },
  'labels.list': { examples: [{ name: 'The first ten', query: { limit: 10 } }] },
  'labels.delete': {
    description: 'The users in it stay users.',
    errors: ['label_not_found'],
    examples: [{ name: 'Delete a label', params: { name: 'trial' }, after: ['labels.create'] }],
  },
  'labels.addUsers': {
    description:
      'Who is in the label already counts as added. `fail` names the users that could not be added, with the reason.',
    errors: ['label_not_found', 'limit_request'],
    examples: [
      {
        name: 'Two users',
        params: vip,
        body: { usernames: ['test1', 'test2'] },
        reply: { ...pushAround, data: { success: ['test1', 'test2'], fail: {} } },
        after: ['labels.create'],
      },
    ],
  },
  'labels.getUser': {
    description: 'Without `data` where the user is not in the label.',
    errors: ['label_not_found'],
    examples: [{ name: 'Somebody in the label', params: { ...vip, username: 'test1' }, after: ['labels.addUsers'] }],
  },
  'labels.listUsers': {
    errors: ['label_not_found'],
    examples: [{ name: 'The first ten', params: vip, query: { limit: 10 }, after: ['labels.addUsers'] }],
  },
  'labels.removeUsers': {
    description: 'Who is not in the label counts as removed.',
    errors: ['label_not_found'],
    examples: [{ name: 'One user', params: vip, body: { usernames: ['test2'] }, after: ['labels.listUsers'] }],
  },
}
