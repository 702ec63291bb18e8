// What a device was told of one call.
import type { Device } from '../device.ts'

/** The names of a call's events, in the order in which they were told. */
export function callEvents(device: Device, callID: string): readonly string[] {
  return device.told
    .filter(({ event, data }) => event.startsWith('call') && (data as { readonly callID?: string }).callID === callID)
    .map(({ event }) => event)
}

/** The states of a user that `callUserStateChanged` told, in order. */
export function statesOf(device: Device, callID: string, user: string): readonly number[] {
  return device
    .all('callUserStateChanged')
    .filter(data => data.callID === callID)
    .flatMap(({ callUserList }) => callUserList.filter(({ userID }) => userID === user))
    .map(({ state }) => state)
}

/** Resolves once a device was told that a user is in this state. */
export async function hearsState(device: Device, callID: string, user: string, state: number): Promise<void> {
  await device.heard(
    'callUserStateChanged',
    data => data.callID === callID && statesOf(device, callID, user).includes(state),
  )
}
