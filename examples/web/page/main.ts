// The page: ZIM and ZPNs as an app uses them, one function for each button.
import ZIM, { type ZIMError, type ZIMMessage, type ZIMPushConfig, ZPNs } from '@posthouse/client'
import { addLine, field, note, part, value } from './parts.ts'
import { switchLanguage, type Word, word, write } from './words.ts'

let zim: ZIM | undefined
/** The call that this page made or was called into. */
let callID = ''
/** What was shown last, to be shown again in the other language. */
let shown: readonly [Word, string] = ['nobody', '']
let shownCall: readonly [Word, string] = ['noCall', '']

write()
show('nobody')
showCall('noCall')
part<HTMLInputElement>('push-title-text').value = word('defaultTitle')
part<HTMLInputElement>('push-content').value = word('defaultContent')
part('language').textContent = word('language')
document.addEventListener('click', () => {
  part('problem').textContent = ''
})
part('language').addEventListener('click', () => {
  switchLanguage()
  part('language').textContent = word('language')
  show(...shown)
  showCall(...shownCall)
})
onForm('login', logIn)
onForm('send', send)
onClick('log-out', logOut)
onClick('invite', invite)
onClick('accept', () => answer('accept'))
onClick('reject', () => answer('reject'))
onClick('cancel', cancel)
onClick('register', register)
onClick('unregister', () => ZPNs.getInstance().unregisterPush())
listenToPushes()
void prefill()

/** The demo app of a sandbox, where the page was served beside one; `?user=` names who. */
async function prefill(): Promise<void> {
  const given = (await (await fetch('/demo.json')).json()) as Readonly<Record<string, string>>
  const asked = new URLSearchParams(location.search)
  const form = part<HTMLFormElement>('login')
  for (const name of ['server', 'appID', 'appSign', 'userID']) {
    const input = form.elements.namedItem(name) as HTMLInputElement
    input.value = asked.get(name) ?? given[name] ?? ''
  }
}

async function logIn(form: HTMLFormElement): Promise<void> {
  const config = { appID: Number(field(form, 'appID')), server: field(form, 'server') }
  const appSign = field(form, 'appSign')
  ZIM.create(appSign === '' ? config : { ...config, appSign })
  zim = ZIM.getInstance()
  listen(zim)
  const name = field(form, 'userID')
  try {
    await zim.login(name, { userName: name, token: field(form, 'token'), customStatus: '', isOfflineLogin: false })
  } catch (error) {
    // The next try may be at another server.
    zim.destroy()
    throw error
  }
  show('loggedInAs', name)
  enable({ 'log-in': false, 'log-out': true })
}

async function logOut(): Promise<void> {
  await zim?.logout()
  zim?.destroy()
  zim = undefined
  show('nobody')
  enable({ 'log-in': true, 'log-out': false })
}

function listen(one: ZIM): void {
  one.on('peerMessageReceived', (_, { messageList, fromConversationID }) => {
    for (const message of messageList) addLine('messages', `${fromConversationID}: ${textOf(message)}`)
    note('peerMessageReceived', messageList.length)
  })
  one.on('groupMessageReceived', (_, { messageList, fromConversationID }) => {
    for (const message of messageList) addLine('messages', `#${fromConversationID}: ${textOf(message)}`)
  })
  one.on('callInvitationReceived', (_, invitation) => {
    callID = invitation.callID
    showCall('calledBy', invitation.inviter)
    enable({ accept: true, reject: true })
    note('callInvitationReceived', invitation)
  })
  one.on('callInvitationCancelled', (_, told) => endCall('callInvitationCancelled', told))
  one.on('callInvitationTimeout', (_, told) => endCall('callInvitationTimeout', told))
  one.on('callInvitationEnded', (_, told) => endCall('callInvitationEnded', told))
  one.on('callInvitationAccepted', (_, told) => {
    showCall('inCall', told.invitee)
    note('callInvitationAccepted', told)
  })
  one.on('callInvitationRejected', (_, told) => endCall('callInvitationRejected', told))
  one.on('connectionStateChanged', (_, told) => note('connectionStateChanged', told))
  one.on('tokenWillExpire', (_, told) => note('tokenWillExpire', told))
  one.on('error', (_, error) => note('error', error))
}

async function send(form: HTMLFormElement): Promise<void> {
  const text = field(form, 'text')
  const messageTextObj: ZIMMessage = { type: 1, message: text }
  const sendConfig = { priority: 2, pushConfig: pushConfig() }
  const { message } = await theZim().sendMessage(messageTextObj, value('peer'), 0, sendConfig)
  addLine('messages', text, true)
  note('sent', message.messageID)
  form.reset()
}

async function invite(): Promise<void> {
  const config = { mode: 0, timeout: 90, extendedData: '', pushConfig: pushConfig() }
  const sent = await theZim().callInvite([value('peer')], config)
  callID = sent.callID
  showCall('calling', value('peer'))
  enable({ cancel: true })
  note('callInvite', sent)
}

async function answer(how: 'accept' | 'reject'): Promise<void> {
  if (how === 'accept') await theZim().callAccept(callID, { extendedData: '' })
  else await theZim().callReject(callID, { extendedData: '' })
  showCall(how === 'accept' ? 'inCall' : 'noCall')
  enable({ accept: false, reject: false })
}

async function cancel(): Promise<void> {
  await theZim().callCancel([value('peer')], callID, { extendedData: '' })
  endCall('callCancel', callID)
}

function endCall(event: string, told: unknown): void {
  showCall('noCall')
  enable({ accept: false, reject: false, cancel: false })
  note(event, told)
}

function pushConfig(): ZIMPushConfig {
  return {
    title: value('push-title-text'),
    content: value('push-content'),
    payload: value('push-payload'),
    resourcesID: value('push-resource'),
  }
}

async function register(): Promise<void> {
  await ZPNs.getInstance().applyNotificationPermission()
  await ZPNs.setPushConfig({ enableFCMPush: false })
  await ZPNs.getInstance().registerPush()
}

function listenToPushes(): void {
  const zpns = ZPNs.getInstance()
  zpns.on('registered', ({ pushID, errorCode, msg }) => {
    part('push-id').textContent = errorCode === 0 ? pushID : `${errorCode} ${msg}`
    note('registered', errorCode)
  })
  zpns.on('notificationArrived', message => note('notificationArrived', message))
  zpns.on('notificationClicked', message => note('notificationClicked', message))
  zpns.on('throughMessageReceived', message => note('throughMessageReceived', message))
}

function theZim(): ZIM {
  if (!zim) throw { code: 0, message: word('nobody') }
  return zim
}

function textOf(message: ZIMMessage): string {
  return typeof message.message === 'string' ? message.message : `[${message.type}]`
}

function show(name: Word, who = ''): void {
  shown = [name, who]
  part('state').textContent = `${word(name)} ${who}`
}

function showCall(name: Word, who = ''): void {
  shownCall = [name, who]
  part('call-state').textContent = `${word(name)} ${who}`
}

function enable(buttons: Readonly<Record<string, boolean>>): void {
  for (const [id, isEnabled] of Object.entries(buttons)) part<HTMLButtonElement>(id).disabled = !isEnabled
}

function onClick(id: string, run: () => Promise<unknown>): void {
  part(id).addEventListener('click', () => void run().catch(complain))
}

function onForm(id: string, run: (form: HTMLFormElement) => Promise<unknown>): void {
  const form = part<HTMLFormElement>(id)
  form.addEventListener('submit', event => {
    event.preventDefault()
    void run(form).catch(complain)
  })
}

/** On the part of the page that is always seen, until the person tries something else. */
function complain(error: ZIMError): void {
  part('problem').textContent = `${error.code} ${error.message}`
  note('error', { code: error.code, message: error.message })
}
