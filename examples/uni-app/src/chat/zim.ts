// The one ZIM of the app, and what it told: pages show it.
import ZIM, { type ZIMMessage, type ZIMPushConfig } from '@posthouse/client'
import { reactive } from 'vue'
import { t } from './words.ts'

/** What the pages show. */
export const chat = reactive({
  userID: '',
  peer: 'test2',
  lines: [] as { readonly own: boolean; readonly text: string }[],
  call: { id: '', state: t.noCall as string, isIncoming: false },
  push: { title: t.message as string, content: '', payload: '', resourcesID: '', enableFCM: false },
})

/** Where to log in, and as whom. */
export interface Login {
  readonly server: string
  readonly appID: number
  readonly appSign: string
  readonly token: string
  readonly userID: string
}

const linesMax = 200

export async function logIn({ server, appID, appSign, token, userID }: Login): Promise<void> {
  ZIM.create(appSign === '' ? { appID, server } : { appID, appSign, server })
  const zim = ZIM.getInstance()
  listen(zim)
  try {
    await zim.login(userID, { userName: userID, token, customStatus: '', isOfflineLogin: false })
  } catch (error) {
    // The next try may be at another server.
    zim.destroy()
    throw error
  }
  chat.userID = userID
}

/** Before somebody else logs in on this phone: it ends the pushes to it, too. */
export async function logOut(): Promise<void> {
  const zim = ZIM.getInstance()
  await zim.logout()
  zim.destroy()
  chat.userID = ''
  chat.lines = []
}

export async function sendText(text: string): Promise<void> {
  const messageTextObj: ZIMMessage = { type: 1, message: text }
  await ZIM.getInstance().sendMessage(messageTextObj, chat.peer, 0, { priority: 2, pushConfig: pushConfig() })
  add(true, text)
}

export async function invite(): Promise<void> {
  const config = { mode: 0, timeout: 90, extendedData: '', pushConfig: pushConfig() }
  const { callID } = await ZIM.getInstance().callInvite([chat.peer], config)
  chat.call = { id: callID, state: `${t.calling} ${chat.peer}`, isIncoming: false }
}

export async function accept(): Promise<void> {
  await ZIM.getInstance().callAccept(chat.call.id, { extendedData: '' })
  chat.call = { ...chat.call, state: t.inCall, isIncoming: false }
}

export async function reject(): Promise<void> {
  await ZIM.getInstance().callReject(chat.call.id, { extendedData: '' })
  endCall()
}

export async function cancel(): Promise<void> {
  await ZIM.getInstance().callCancel([chat.peer], chat.call.id, { extendedData: '' })
  endCall()
}

function listen(zim: ZIM): void {
  zim.on('peerMessageReceived', (_, { messageList, fromConversationID }) => {
    for (const message of messageList) add(false, `${fromConversationID}: ${textOf(message)}`)
  })
  zim.on('callInvitationReceived', (_, { callID, inviter }) => {
    chat.call = { id: callID, state: `${t.calledBy} ${inviter}`, isIncoming: true }
  })
  zim.on('callInvitationAccepted', () => {
    chat.call = { ...chat.call, state: t.inCall }
  })
  zim.on('callInvitationRejected', endCall)
  zim.on('callInvitationCancelled', endCall)
  zim.on('callInvitationTimeout', endCall)
  zim.on('callInvitationEnded', endCall)
}

function endCall(): void {
  chat.call = { id: '', state: t.noCall, isIncoming: false }
}

function pushConfig(): ZIMPushConfig {
  const { title, content, payload, resourcesID } = chat.push
  return { title, content, payload, resourcesID }
}

function textOf(message: ZIMMessage): string {
  return typeof message.message === 'string' ? message.message : `[${message.type}]`
}

function add(own: boolean, text: string): void {
  chat.lines = [...chat.lines, { own, text }].slice(-linesMax)
}
