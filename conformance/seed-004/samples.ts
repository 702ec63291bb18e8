// The code samples of seed 004 as they stand there, with its own slips mended: `=` and `;` in object literals became `:` and `,`
// (spec/zego.md §9). Only what the seed leaves open is a parameter. That this file compiles is half of the test; the other half runs it.
import ZIM, {
  type ZIMCallInvitationSentResult,
  type ZIMCallInviteConfig,
  type ZIMError,
  type ZIMMessage,
  type ZIMMessageSendConfig,
  type ZIMMessageSentResult,
  type ZIMPushConfig,
  ZPNs,
  ZPNsIOSEnvironment,
} from '@posthouse/client'

/** What a sample logs, in place of `console.log`. */
export type Log = (text: string, message?: unknown) => void

/** 设置权限. */
export function applyPermission(): void {
  ZPNs.getInstance().applyNotificationPermission()
}

/** 使用 ZPNsEventHandler 注册回调示例. */
export function listen(console: { readonly log: Log }): void {
  ZPNs.getInstance().on('registered', message => {
    console.log(`[ZPNs] registered. pushID: ${message.pushID}, error: ${message.errorCode}`)
  })

  ZPNs.getInstance().on('notificationArrived', message => {
    console.log('[ZPNs] notificationArrived', message)
  })

  ZPNs.getInstance().on('throughMessageReceived', message => {
    console.log('[ZPNs] throughMessageReceived', message)
  })
}

/** 配置安卓第三方推送通道. */
export function configure(): void {
  ZPNs.setPushConfig({
    enableFCMPush: false,
    enableHWPush: true,
    enableMiPush: true,
    enableOppoPush: true,
    enableVivoPush: true,
  })
}

/** 注册离线推送. */
export function register(): void {
  ZPNs.getInstance().registerPush({
    iOSEnvironment: ZPNsIOSEnvironment.Automatic,
    iOSNotificationArrivedConfig: { isPresentAlert: true, isPresentSound: true, isPresentBadge: true },
  })
}

/** 注销离线推送. */
export function unregister(): void {
  ZPNs.getInstance().unregisterPush()
}

const pushConfig: ZIMPushConfig = {
  title: '离线推送标题',
  content: '离线推送内容',
  // extendedData: "自定义透传字段,非必填"; // ZIM 版本 < 2.5.0 时使用该字段
  payload: '自定义透传字段,非必填', // ZIM 版本 >= 2.5.0 时使用该字段
  resourcesID: '资源 ID，非必填',
}

const sendConfig: ZIMMessageSendConfig = {
  priority: 2,
  pushConfig: pushConfig,
}

/** 场景 1：发送单聊消息时使用离线推送功能. */
export function sendToUser(zim: ZIM, toUserID: string): Promise<ZIMMessageSentResult> {
  const messageTextObj: ZIMMessage = { type: 1, message: '文本消息内容' }
  return new Promise((resolve, reject) => {
    zim
      .sendMessage(messageTextObj, toUserID, 0, sendConfig)
      .then((res: ZIMMessageSentResult) => {
        // 发送成功
        resolve(res)
      })
      .catch((err: ZIMError) => {
        // 发送失败
        reject(err)
      })
  })
}

/** 场景 2：发送群组消息时使用离线推送功能. */
export function sendToGroup(zim: ZIM, toGroupID: string): Promise<ZIMMessageSentResult> {
  const messageTextObj: ZIMMessage = { type: 1, message: '文本消息内容' }
  return new Promise((resolve, reject) => {
    zim
      .sendMessage(messageTextObj, toGroupID, 2, sendConfig)
      .then((res: ZIMMessageSentResult) => {
        // 发送成功
        resolve(res)
      })
      .catch((err: ZIMError) => {
        // 发送失败
        reject(err)
      })
  })
}

/** 场景 3：发送呼叫邀请时使用离线推送功能. */
export function invite(zim: ZIM, invitees: string[]): Promise<string> {
  const callInviteConfig: ZIMCallInviteConfig = {
    mode: 0,
    timeout: 90,
    extendedData: '',
    pushConfig: pushConfig,
  }
  return new Promise((resolve, reject) => {
    zim
      .callInvite(invitees, callInviteConfig)
      .then((res: ZIMCallInvitationSentResult) => {
        const callID = res.callID
        // 操作成功
        resolve(callID)
      })
      .catch((err: ZIMError) => {
        // 操作失败
        reject(err)
      })
  })
}
