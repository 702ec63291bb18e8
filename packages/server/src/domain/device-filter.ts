// Which devices and notifiers a message goes to, as its sender wants it: `em_push_filter` (spec/easemob.md §8.2). Pure.
import type { Binding } from './device.ts'

/** Device ids and names of notifiers; an empty set says nothing. */
export interface DeviceFilter {
  readonly acceptedDevices: ReadonlySet<string>
  readonly ignoredDevices: ReadonlySet<string>
  readonly acceptedNotifiers: ReadonlySet<string>
  readonly ignoredNotifiers: ReadonlySet<string>
}

/** A filter from lists, as a push keeps it. */
export function deviceFilter(lists: { readonly [Name in keyof DeviceFilter]: readonly string[] }): DeviceFilter {
  const { acceptedDevices, ignoredDevices, acceptedNotifiers, ignoredNotifiers } = lists
  return {
    acceptedDevices: new Set(acceptedDevices),
    ignoredDevices: new Set(ignoredDevices),
    acceptedNotifiers: new Set(acceptedNotifiers),
    ignoredNotifiers: new Set(ignoredNotifiers),
  }
}

/** Whether nothing may go by this binding. What is ignored stays so, accepted or not. */
export function excludes(
  filter: DeviceFilter,
  { deviceId, notifierName }: Pick<Binding, 'deviceId' | 'notifierName'>,
): boolean {
  const { acceptedDevices, ignoredDevices, acceptedNotifiers, ignoredNotifiers } = filter
  if (ignoredDevices.has(deviceId) || ignoredNotifiers.has(notifierName)) return true
  if (acceptedDevices.size > 0 && !acceptedDevices.has(deviceId)) return true
  return acceptedNotifiers.size > 0 && !acceptedNotifiers.has(notifierName)
}
