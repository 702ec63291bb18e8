// Values that stand in examples for what only a running server knows. The test that runs the examples puts the real ones in.

/** One for each kind of value. */
export const sample = {
  /** Of the demo app, in `demo.json`. */
  clientId: 'YXA6iZ0Rk3mUEe6p2Qf5cKlkTg',
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
  /** Tomorrow, on the clocks of the server's time zone. */
  startDate: '2026-12-01 08:00:00',
  ruleId: '1029188050686577664',
  callbackId: '1029188050686578176',
  callbackUrl: 'https://hooks.example.com/posthouse',
  backupPath: '/var/backups/posthouse.db',
} as const
