// Notifiers' states, vendors, members of labels and previews of templates, documented for the operator.
import type { Documented } from './documentation.ts'
import { sample } from './samples.ts'

/** By endpoint. */
export const registryDocumentation: Documented = {
  'notifierStates.list': {
    description:
      'Bindings are counted up to 1,000 here and up to 100,000 for one notifier; `isMore` says that there are more. The numbers of today are those of all notifiers of the vendor together, and `limited` those that its limit ended.',
    errors: ['resource_not_found'],
    examples: [{ name: 'All of them' }],
  },
  'notifierStates.show': {
    description:
      '`limits` says for each category what the vendor counts such notifications as, and what a day allows of that, with the notifier’s own channels and settings.',
    errors: ['resource_not_found'],
    examples: [{ name: 'One of them', params: { name: sample.notifierName } }],
  },
  'notifierStates.rate': {
    description:
      'For vendors that grant an app a rate. All processes that share the database keep it together, and one alone may use all of it; what finds no room waits until it can leave, or goes another way where its strategy allows that.',
    errors: ['resource_not_found'],
    examples: [{ name: 'At most 500 in a second', params: { name: sample.notifierName }, body: { perSecond: 500 } }],
  },
  'vendors.list': {
    description: 'The fields of a notifier per vendor, in both languages, with where their values are found.',
    errors: ['resource_not_found'],
    examples: [{ name: 'All vendors' }],
  },
  'labels.members': {
    errors: ['resource_not_found', 'label_not_found'],
    examples: [
      { name: 'Whose id begins with "te"', params: { name: 'vip' }, query: { prefix: 'te' }, after: ['labels.create'] },
    ],
  },
  'templates.preview': {
    description:
      'The same rule makes the texts of a push. A template that the message names wins over one that its receiver chose, and that over the texts of the display style.',
    errors: ['resource_not_found', 'template_not_found', 'parameter_invalid'],
    examples: [
      {
        name: 'A draft with its arguments',
        params: { name: 'draft' },
        body: {
          titlePattern: '{$fromNickname}',
          contentPattern: '{0}: {$msg}',
          contentArgs: ['Order 12'],
          text: 'Hello',
        },
      },
    ],
  },
}
