// Bindings and notifiers, documented.
import type { Documented } from './documentation.ts'
import { around, pushAround, sample } from './samples.ts'

/** By endpoint. */
export const deviceDocumentation: Documented = {
  'bindings.put': {
    description:
      'An empty `device_token` removes the binding of this device to this notifier; an empty `notifier_name` with it removes all bindings of the device. At most 50 bindings per user.',
    errors: ['binding_user_unknown', 'bindings_too_many'],
    examples: [
      {
        name: 'Bind a phone',
        params: { username: 'alice' },
        body: { device_id: 'phone-1', device_token: sample.deviceToken, notifier_name: sample.notifierName },
        reply: {
          ...pushAround,
          action: 'put',
          entities: [{ device_id: 'phone-1', device_token: sample.deviceToken, notifier_name: sample.notifierName }],
        },
        after: ['users.register'],
      },
      {
        name: 'Remove the binding',
        params: { username: 'alice' },
        body: { device_id: 'phone-1', device_token: '', notifier_name: sample.notifierName },
      },
    ],
  },
  'bindings.list': {
    errors: ['binding_user_unknown'],
    examples: [{ name: 'All devices of a user', params: { username: 'test1' } }],
  },
  'notifiers.list': { examples: [{ name: 'All notifiers of the app' }] },
  'notifiers.put': {
    description:
      'What a notifier holds depends on the provider; the pages of the vendors say which member is what. The vendor’s settings object (`googlePushSettings`, `xiaomiPushSettings`, …) goes beside the members below; in a form its members go one by one, and the credential as the file part `file`.',
    errors: ['notifier_exists', 'notifier_invalid', 'notifiers_too_many', 'notifier_not_found'],
    examples: [
      {
        name: 'A credential for Xiaomi',
        body: {
          provider: 'XIAOMIPUSH',
          name: '2882303761517000001',
          environment: 'PRODUCTION',
          packageName: 'com.example.chat',
          certificate: 'ExampleAppSecret00000001',
          xiaomiPushSettings: { channelId: '100001' },
        },
        reply: {
          ...around('post', '/notifiers'),
          entities: [
            {
              uuid: sample.notifierUuid,
              type: 'notifier',
              name: '2882303761517000001',
              created: 1_700_000_000_000,
              modified: 1_700_000_000_000,
              disabled: false,
              provider: 'XIAOMIPUSH',
              environment: 'PRODUCTION',
              packageName: 'com.example.chat',
              xiaomiPushSetings: { channelId: '100001' },
            },
          ],
        },
      },
      {
        name: 'Switch it off',
        body: { notifierId: sample.notifierUuid, disabled: true },
      },
      { name: 'A name that nobody has', body: { provider: 'NOBODY', name: 'x' }, error: 'notifier_invalid' },
    ],
  },
  'notifiers.delete': {
    description: 'Bindings to its name stay, and their pushes fail with `no notifier exist`.',
    errors: ['notifier_not_found'],
    examples: [{ name: 'Delete a notifier', params: { uuid: sample.notifierUuid }, after: ['notifiers.put'] }],
  },
}
