// Templates, documented.
import type { Documented } from './documentation.ts'

const promo = { name: 'promo1' }
const after = ['templates.create']

/** By endpoint. */
export const templateDocumentation: Documented = {
  'templates.create': {
    description:
      'Places in a pattern: `{0}`, `{1}`, … for the arguments of a message, `{$fromNickname}`, `{$msg}` and `{$dynamicFrom}`. A name has up to 64 letters and digits; `default` and `detail` are used for messages that name no template.',
    errors: ['template_exists', 'limit_request'],
    examples: [
      {
        name: 'A template with two places',
        body: { name: 'promo1', title_pattern: 'News for {0}', content_pattern: '{0} sent you {1}' },
      },
    ],
  },
  'templates.update': {
    description: 'A pattern that is left out stays as it is.',
    errors: ['template_not_found'],
    examples: [{ name: 'Another title', params: promo, body: { title_pattern: 'For {0}' }, after }],
  },
  'templates.get': {
    errors: ['template_not_found'],
    examples: [
      { name: 'One template', params: promo, after },
      { name: 'A template that does not exist', params: { name: 'promo9' }, error: 'template_not_found' },
    ],
  },
  'templates.list': { examples: [{ name: 'The first ten', query: { limit: 10 }, after }] },
  'templates.delete': {
    errors: ['template_not_found'],
    examples: [
      { name: 'Delete a template', params: promo, after: ['templates.list', 'templates.get', 'templates.update'] },
    ],
  },
}
