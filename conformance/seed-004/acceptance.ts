// The acceptance programs of spec/zego.md, appendix A: they must compile as they stand, but for the import. Never run.
import ZIM, {
  type ZIMAppConfig,
  type ZIMCallInvitationSentResult,
  type ZIMCallInviteConfig,
  type ZIMError,
  type ZIMEventOfCallInvitationReceivedResult,
  type ZIMEventOfConversationMessageReceivedResult,
  type ZIMLoginConfig,
  type ZIMMessage,
  type ZIMMessageSendConfig,
  type ZIMMessageSentResult,
  type ZIMPushConfig,
  ZPNs,
  ZPNsIOSEnvironment,
} from '@posthouse/client'

/** `sample:zpns`. */
export function zpnsProgram(): void {
  ZPNs.getInstance().applyNotificationPermission()
  ZPNs.getInstance().on('registered', m => {
    console.log(`push id ${m.pushID} code ${m.errorCode}`)
  })
  ZPNs.getInstance().on('notificationArrived', m => {
    console.log('arrived', m)
  })
  ZPNs.getInstance().on('throughMessageReceived', m => {
    console.log('through', m.extras['payload'])
  })
  ZPNs.setPushConfig({
    enableFCMPush: false,
    enableHWPush: true,
    enableMiPush: true,
    enableOppoPush: true,
    enableVivoPush: true,
  })
  ZPNs.getInstance().registerPush({
    iOSEnvironment: ZPNsIOSEnvironment.Automatic,
    iOSNotificationArrivedConfig: { isPresentAlert: true, isPresentSound: true, isPresentBadge: true },
  })
  ZPNs.getInstance().unregisterPush()
}

/** `sample:zim`. */
export function zimProgram(): void {
  const appConfig: ZIMAppConfig = { appID: 1, appSign: 'sign' }
  ZIM.create(appConfig)
  const zim = ZIM.getInstance()
  const loginConfig: ZIMLoginConfig = { userName: 'bob', token: '', customStatus: '', isOfflineLogin: false }
  zim.on('error', (zim: ZIM, info: ZIMError) => {
    console.log(zim, info.code, info.message)
  })
  zim.on('peerMessageReceived', (zim: ZIM, data: ZIMEventOfConversationMessageReceivedResult) => {
    for (const m of data.messageList) console.log(zim, m.type, data.info.isOfflineMessage, data.fromConversationID)
  })
  zim.on('callInvitationReceived', (zim: ZIM, data: ZIMEventOfCallInvitationReceivedResult) => {
    console.log(zim, data.callID, data.inviter)
  })
  zim
    .login('bob', loginConfig)
    .then(() => {})
    .catch((e: ZIMError) => {
      console.log(e.code)
    })

  const pushConfig: ZIMPushConfig = { title: 'title', content: 'content', resourcesID: 'strategy' }
  const sendConfig: ZIMMessageSendConfig = { priority: 2, pushConfig: pushConfig }
  const text: ZIMMessage = { type: 1, message: 'hello' }
  zim
    .sendMessage(text, 'alice', 0, sendConfig)
    .then((res: ZIMMessageSentResult) => {
      console.log(res.message.messageID)
    })
    .catch((err: ZIMError) => {
      console.log(err.code)
    })
  zim
    .sendMessage(text, 'group-1', 2, sendConfig)
    .then((res: ZIMMessageSentResult) => {
      console.log(res.message.messageSeq)
    })
    .catch((err: ZIMError) => {
      console.log(err.message)
    })

  const inviteConfig: ZIMCallInviteConfig = { mode: 0, timeout: 90, extendedData: '', pushConfig: pushConfig }
  zim
    .callInvite(['alice'], inviteConfig)
    .then((res: ZIMCallInvitationSentResult) => {
      const callID = res.callID
      console.log(callID)
    })
    .catch((err: ZIMError) => {
      console.log(err.code)
    })
  zim.logout()
}
