// Values that stand in examples for what only a running server knows. The test that runs the examples puts the real ones in.
import type { JsonObject } from '../../json.ts'

/** What stands around an answer of the platform's shape, and is different each time. */
export function around(action: string, path: string): JsonObject {
  return {
    action,
    application: '0f0e0d0c-0000-4000-8000-00000000a001',
    path,
    uri: `http://127.0.0.1:8099/easemob-demo/testy${path}`,
    timestamp: 1_700_000_000_000,
    duration: 2,
    organization: 'easemob-demo',
    applicationName: 'testy',
  }
}

/** The two members around an answer of the push interface. */
export const pushAround = { timestamp: 1_700_000_000_000, duration: 2 }

/** One for each kind of value. */
export const sample = {
  /** Of the demo app, in `demo.json`. */
  clientId: 'YXA6iZ0Rk3mUEe6p2Qf5cKlkTg',
  appId: '1000000001',
  /** Printed by a server without accounts. */
  setUpToken: 'ExampleOfASetUpTokenThatWorksOnlyOnce0123456',
  /** The demo app. */
  org: 'easemob-demo',
  app: 'testy',
  accountId: '1029188050686581248',
  keyId: '1029188050686581760',
  /** Of `apiKeys.createOfApp`. */
  appKeyId: '1029188050686582272',
  /** Of `accounts.create`. */
  invitation: 'ExampleOfAnInvitationThatWorksOnlyOnce012345',
  clientSecret: 'YXA6ExampleSecretOfTheDemoApp0123456789',
  /** The password of the demo user `test1`. */
  password: 'PasswordOfTest1',
  /** The notifier of `notifiers.put`. */
  notifierUuid: '0f0e0d0c-0000-4000-8000-00000000c001',
  /** A notifier of the sandbox. */
  notifierName: '100000002',
  deviceToken: 'TOKEN_OF_THE_PHONE',
  msgId: '1029188050686577016',
  /** Of `tasks.all`. */
  taskId: '1029188050686579200',
  /** Of `tasks.storeMessage`. */
  storedMessageId: '1029188050686579712',
  /** Of `chat.sendToUsers`, to `test1`. */
  chatMessageId: '1029188050686580224',
  /** Of `groups.create`. */
  groupId: '1029188050686580736',
  /** Tomorrow, on the clocks of the server's time zone. */
  startDate: '2026-12-01 08:00:00',
  ruleId: '1029188050686577664',
  callbackId: '1029188050686578176',
  /** Of `callbacks.replay`. */
  replayId: '1029188050686578688',
  callbackUrl: 'https://hooks.example.com/posthouse',
  /** Of `simulators.arm`. */
  faultId: '2',
  backupPath: '/var/backups/posthouse.db',
} as const
