// What many cases send and look at.
import type { ZIMMessage, ZIMMessageSendConfig } from '@posthouse/client'
import type { Device } from '../device.ts'

/** Sent as the most usual. */
export const usual: ZIMMessageSendConfig = { priority: 2 }

/** A text. */
export function text(message: string): ZIMMessage {
  return { type: 1, message }
}

/** What messages say. */
export function wordsOf(messages: readonly ZIMMessage[]): readonly unknown[] {
  return messages.map(({ message }) => message)
}

/** What all messages said that a device was told of by this event. */
export function heardBy(
  device: Device,
  event: 'peerMessageReceived' | 'groupMessageReceived' | 'receivePeerMessage' | 'receiveGroupMessage',
): readonly unknown[] {
  return device.all(event).flatMap(({ messageList }) => wordsOf(messageList))
}

/** Resolves once a device has heard this text from another user. */
export async function hears(device: Device, message: string): Promise<ZIMMessage> {
  const { messageList } = await device.heard('messageReceived', data => wordsOf(data.messageList).includes(message))
  return messageList.find(one => one.message === message) ?? text('')
}

/** The connection of a device is lost, and it knows. */
export async function lose(device: Device): Promise<void> {
  device.network.cut()
  await device.heard('connectionStateChanged', ({ state }) => state === 3)
}

/** Resolves once a device is connected for the second time. */
export async function returns(device: Device): Promise<void> {
  await device.heard('connectionStateChanged', () => device.states().filter(one => one === '2/0').length === 2)
}

/** A new group of these devices' users, made by the first; resolves when all of them know. */
export async function groupOf(owner: Device, ...others: readonly Device[]): Promise<string> {
  const info = { groupID: '', groupName: 'Team', groupAvatarUrl: '' }
  const { groupInfo } = await owner.zim.createGroup(
    info,
    others.map(({ user }) => user),
  )
  const { groupID } = groupInfo.baseInfo
  for (const one of [owner, ...others]) {
    await one.heard('groupStateChanged', data => data.groupInfo.baseInfo.groupID === groupID)
  }
  return groupID
}
