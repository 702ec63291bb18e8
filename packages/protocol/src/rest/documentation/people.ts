// Users as support sees them, and what failed, documented.
import type { Documented } from './documentation.ts'

/** By endpoint. */
export const peopleDocumentation: Documented = {
  'people.list': {
    description:
      'With a prefix, or with `order=name`, in order of name; else the newest first. `lastSeenAt` is about the online channel: users who only get pushes have none.',
    errors: ['resource_not_found', 'argument_illegal'],
    examples: [
      { name: 'The newest ten', query: { limit: 10 } },
      { name: 'Whose id begins with te', query: { prefix: 'te' } },
    ],
  },
  'people.show': {
    description:
      'Device tokens are shown by their fingerprint. `silences` says what keeps pushes silent at this moment and until when; `last` is the latest of the last ten pushes that went through the binding.',
    errors: ['resource_not_found'],
    examples: [
      { name: 'Everything about test1', params: { username: 'test1' }, after: ['push.async'] },
      { name: 'Nobody', params: { username: 'no-such-user' }, error: 'resource_not_found' },
    ],
  },
  'messages.failed': {
    description:
      'Device by device, in the order of their pushes. A page may hold less than `limit`, or nothing, and still have a `cursor`: each answer looks at a bounded part. What a task skipped stands here too.',
    errors: ['resource_not_found', 'argument_illegal'],
    examples: [
      { name: 'Whatever failed lately', query: { limit: 10 } },
      { name: 'Users without a device', query: { reason: 'no-push-binding' } },
      { name: 'A reason that there is not', query: { reason: 'bad-luck' }, error: 'argument_illegal' },
    ],
  },
  'messages.reasons': {
    description:
      'Days are those of UTC, at most 366. Failures count on the day their push was accepted. Deliveries without a clear end are counted up to 10,000 of each reason.',
    errors: ['resource_not_found', 'argument_illegal'],
    examples: [
      { name: 'Today' },
      { name: 'A day that there is not', query: { from: '2026-02-30' }, error: 'argument_illegal' },
    ],
  },
}
