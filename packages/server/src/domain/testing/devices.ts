// Bindings and notifiers as tests of decisions name them: by device and by name. No test itself.
import type { DeviceId, NotifierName } from '@posthouse/protocol'
import type { Binding } from '../device.ts'
import type { Notifier } from '../notifier.ts'
import { aBinding, aNotifier } from './samples.ts'

/** A device bound to a notifier, with a token of its own. */
export function bindingOf(device: string, notifier: string, change: Partial<Binding> = {}): Binding {
  const names = { deviceId: device as DeviceId, notifierName: notifier as NotifierName }
  return aBinding({ ...names, deviceToken: `${device}-${notifier}`, boundAtMs: 1, ...change })
}

/** An enabled notifier of APNs. */
export function notifierOf(name: string, change: Partial<Notifier> = {}): Notifier {
  const apns = {
    vendor: 'apns',
    provider: 'APNS',
    packageName: 'test.example.chat',
    state: { kind: 'enabled' },
  } as const
  return aNotifier({ uuid: `uuid-${name}`, name: name as NotifierName, ...apns, ...change })
}
