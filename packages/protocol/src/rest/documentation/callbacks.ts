// Callback rules and callbacks, documented for the operator.
import type { Documented } from './documentation.ts'
import { sample } from './samples.ts'

const rule = { ruleId: sample.ruleId }

/** By endpoint. */
export const callbackDocumentation: Documented = {
  'callbackRules.list': { errors: ['resource_not_found'], examples: [{ name: 'All rules of the app' }] },
  'callbackRules.create': {
    description: 'At most four rules per app. Without `secret` one is made.',
    errors: ['resource_not_found', 'conflict', 'limit_request', 'parameter_invalid'],
    examples: [
      {
        name: 'Report every outcome',
        body: { name: 'orders', url: sample.callbackUrl, statuses: ['success', 'fail', 'error'] },
      },
    ],
  },
  'callbackRules.get': {
    errors: ['resource_not_found'],
    examples: [{ name: 'One rule', params: rule, after: ['callbackRules.create'] }],
  },
  'callbackRules.edit': {
    errors: ['resource_not_found', 'parameter_invalid'],
    examples: [{ name: 'Switch it on', params: rule, body: { enabled: true }, after: ['callbackRules.create'] }],
  },
  'callbackRules.delete': {
    description: 'What waits for it becomes dead letters.',
    errors: ['resource_not_found'],
    examples: [
      {
        name: 'Delete a rule',
        params: rule,
        after: ['callbackRules.sample', 'callbackRules.rotate', 'callbacks.replay', 'callbacks.get'],
      },
    ],
  },
  'callbackRules.rotate': {
    errors: ['resource_not_found', 'parameter_invalid'],
    examples: [{ name: 'A new secret', params: rule, body: {}, after: ['callbackRules.create'] }],
  },
  'callbackRules.sample': {
    description: 'Posts one example at once; nothing is stored or repeated.',
    errors: ['resource_not_found', 'argument_illegal', 'overloaded'],
    examples: [
      {
        name: 'As if a user had no device',
        params: rule,
        body: { reason: 'no-push-binding' },
        after: ['callbackRules.edit'],
      },
    ],
  },
  'callbacks.list': {
    description: 'Lists in the query are separated by commas. Dead letters: `states=dead`.',
    errors: ['resource_not_found'],
    examples: [
      { name: 'The latest ten', query: { limit: 10 }, after: ['callbackRules.create'] },
      { name: 'Dead letters', query: { states: 'dead' } },
    ],
  },
  'callbacks.get': {
    errors: ['resource_not_found'],
    examples: [
      {
        name: 'One callback with its tries',
        params: { callbackId: sample.callbackId },
        after: ['callbackRules.create', 'push.async'],
      },
    ],
  },
  'callbacks.replay': {
    description: 'Dead letters unless `states` says otherwise; the same ids and bytes are sent again.',
    errors: ['resource_not_found'],
    examples: [{ name: 'Dead letters of a rule', body: rule, after: ['callbackRules.create'] }],
  },
}
