// Offline push of the app: the native plug-in where the app has it, and what ZPNs told.
import { ZPNs, ZPNsIOSEnvironment } from '@posthouse/client'
import { createBridgePush, type PosthousePushBridge, usePush } from '@posthouse/client/push'
import { reactive } from 'vue'
import { chat } from './zim.ts'

/** What the page of pushes shows. */
export const pushes = reactive({ pushID: '', lines: [] as string[] })

const linesMax = 50

/** Once, when the app starts: a tap that started it is told after the registration. */
export function listenToPushes(): void {
  // #ifdef APP-PLUS
  const plugin = uni.requireNativePlugin('Posthouse-Push') as PosthousePushBridge | undefined
  if (plugin) usePush(createBridgePush(plugin))
  // #endif
  const zpns = ZPNs.getInstance()
  zpns.on('registered', ({ pushID, errorCode, msg }) => {
    pushes.pushID = errorCode === 0 ? pushID : `${errorCode} ${msg}`
  })
  zpns.on('notificationArrived', message => add(`arrived ${message.title} ${message.extras['payload']}`))
  zpns.on('notificationClicked', message => add(`clicked ${message.title} ${message.extras['payload']}`))
  zpns.on('throughMessageReceived', message => add(`through ${message.extras['payload']}`))
}

export async function register(): Promise<void> {
  await ZPNs.getInstance().applyNotificationPermission()
  await ZPNs.setPushConfig({
    enableFCMPush: chat.push.enableFCM,
    enableHWPush: true,
    enableMiPush: true,
    enableOppoPush: true,
    enableVivoPush: true,
  })
  await ZPNs.getInstance().registerPush({
    iOSEnvironment: ZPNsIOSEnvironment.Automatic,
    iOSNotificationArrivedConfig: { isPresentAlert: true, isPresentSound: true, isPresentBadge: true },
  })
}

export async function unregister(): Promise<void> {
  await ZPNs.getInstance().unregisterPush()
  pushes.pushID = ''
}

function add(line: string): void {
  pushes.lines = [...pushes.lines, line].slice(-linesMax)
}
