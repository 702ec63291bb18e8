// Callback rules and callbacks, documented for the operator.
import type { Documented } from './documentation.ts'
import { sample } from './samples.ts'

const rule = { ruleId: sample.ruleId }

/** By endpoint. */
export const callbackDocumentation: Documented = {
  'callbackRules.list': { errors: ['resource_not_found'], examples: [{ name: 'All rules of the app' }] },
  'callbackRules.create': {
    description:
      'At most four rules per app, those with `before` included: they are asked before a message is delivered and make no callbacks. ' +
      'Without `secret` one is made. Lists of ids and keys hold at most 50 values; the values of a list are alternatives, and all ' +
      'lists must match. A rule that lists `from`, `to` and `groups` matches nothing.',
    errors: ['resource_not_found', 'conflict', 'limit_request', 'parameter_invalid'],
    examples: [
      {
        name: 'Report every outcome',
        body: { name: 'orders', url: sample.callbackUrl, statuses: ['success', 'fail', 'error'] },
      },
      {
        name: 'Messages of two groups, delivered as the original does it',
        body: { name: 'groups', url: sample.callbackUrl, events: ['chat'], groups: ['1', '2'], policy: 'easemob' },
      },
      {
        name: 'Ask before texts are delivered',
        body: {
          name: '审核',
          url: sample.callbackUrl,
          before: { messageTypes: ['text'], waitMs: 200, onFailure: 'pass' },
        },
      },
    ],
  },
  'callbackRules.get': {
    errors: ['resource_not_found'],
    examples: [{ name: 'One rule', params: rule, after: ['callbackRules.create'] }],
  },
  'callbackRules.edit': {
    description:
      'Changes the given members; an empty list takes a filter away. Switched on, or with a new URL, a ban is over.',
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
        after: [
          ...['callbackRules.sample', 'callbackRules.rotate', 'callbacks.replay', 'callbacks.get'],
          ...['callbacks.release', 'callbacks.cancelReplay', 'callbacks.body', 'callbacks.exactBody'],
        ],
      },
    ],
  },
  'callbackRules.rotate': {
    errors: ['resource_not_found', 'parameter_invalid'],
    examples: [{ name: 'A new secret', params: rule, body: {}, after: ['callbackRules.create'] }],
  },
  'callbackRules.sample': {
    description:
      'Posts one example at once; nothing is stored or repeated. A rule that is asked before delivery is asked about a text, and `verdict` says ' +
      'what its answer means.',
    errors: ['resource_not_found', 'argument_illegal', 'overloaded'],
    examples: [
      {
        name: 'As if a user had no device',
        params: rule,
        body: { reason: 'no-push-binding' },
        after: ['callbackRules.edit'],
      },
      {
        name: 'As if somebody had logged in',
        params: rule,
        body: { event: 'presence' },
        after: ['callbackRules.edit'],
      },
      {
        name: 'A reason that there is not',
        params: rule,
        body: { reason: 'bad-weather' },
        error: 'argument_illegal',
        after: ['callbackRules.edit'],
      },
    ],
  },
  'callbacks.list': {
    description:
      'Lists in the query are separated by commas. Dead letters: `states=dead`. `username` stands for the latest 50 messages of the user, which ' +
      'is faster than it looks and finds nothing older. With a filter a page may be shorter than its limit, even empty: it goes on while there is a ' +
      '`cursor`.',
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
    description:
      'Dead letters unless `states` says otherwise; the same ids and bytes are sent again. One call takes at most 10,000, the oldest first, and ' +
      'looks at 100,000: while it says `more`, go on by its `cursor`, also after a `count` of 0. None is taken twice, nor what was made since the ' +
      'first call; of a replay that was cancelled meanwhile no more is taken.',
    errors: ['resource_not_found'],
    examples: [
      { name: 'Dead letters of a rule', body: rule, after: ['callbackRules.create'] },
      {
        name: 'What was delivered, once more',
        body: { states: ['delivered', 'waiting'] },
        after: ['callbacks.get'],
      },
    ],
  },
  'callbacks.count': {
    description:
      'Dead letters unless `states` says otherwise, as `replay` has it. Looks at the newest 100,000 of that time, of the dead letters or of any state, ' +
      'and no further; `atLeast` says that there are others.',
    errors: ['resource_not_found'],
    examples: [{ name: 'Dead letters', query: {} }],
  },
  'callbacks.body': {
    errors: ['resource_not_found'],
    examples: [
      {
        name: 'What the receiver got',
        params: { callbackId: sample.callbackId },
        after: ['callbacks.get'],
      },
    ],
  },
  'callbacks.exactBody': {
    errors: ['resource_not_found'],
    examples: [
      {
        name: 'What the receiver got',
        params: { callbackId: sample.callbackId },
        after: ['callbacks.get'],
      },
    ],
  },
  'callbacks.health': {
    errors: ['resource_not_found'],
    examples: [{ name: 'All rules of the app', after: ['callbackRules.create'] }],
  },
  'callbacks.samples': {
    errors: ['resource_not_found'],
    examples: [{ name: 'All of them' }],
  },
  'callbacks.release': {
    description: 'Also where it is neither banned nor left alone.',
    errors: ['resource_not_found'],
    examples: [{ name: 'Ask it again', params: rule, after: ['callbackRules.create'] }],
  },
  'callbacks.replayed': {
    errors: ['resource_not_found'],
    examples: [{ name: 'How far it is', params: { replayId: sample.replayId }, after: ['callbacks.replay'] }],
  },
  'callbacks.cancelReplay': {
    description: 'What was sent stays sent; a post that is under way may arrive all the same.',
    errors: ['resource_not_found'],
    examples: [{ name: 'Put back the rest', params: { replayId: sample.replayId }, after: ['callbacks.replayed'] }],
  },
  'callbackStorage.info': {
    description:
      'What nobody took in the last three days: given up after all tries, after the one retry of the policy `easemob`, or while a ' +
      'rule was banned. `date` is read by the clock of the server’s time zone.',
    errors: ['feature_closed'],
    examples: [{ name: 'All windows' }],
  },
  'callbackStorage.retry': {
    description:
      'Answers `success` when something is being sent again, at most 10,000 at once, and `failure` when nothing could be: the window ' +
      'is empty, was sent again ten times, or its rule is switched off or banned.',
    errors: ['feature_closed', 'parameter_invalid'],
    examples: [
      {
        name: 'A window without anything in it',
        body: { date: '202311142210', retry: 0, targetUrl: sample.callbackUrl },
      },
    ],
  },
  'callbackStorage.infoSingular': {
    description: 'The same as `callbacks/storage/info`.',
    errors: ['feature_closed'],
    examples: [{ name: 'All windows' }],
  },
  'callbackStorage.retrySingular': {
    description: 'The same as `callbacks/storage/retry`.',
    errors: ['feature_closed', 'parameter_invalid'],
    examples: [{ name: 'A window without anything in it', body: { date: '202311142210' } }],
  },
}
