// The outcome that every callback of the benchmark reports, and its app.
import type { AppId, Appkey, DeviceId, MsgId, NotifierName, UserId } from '../../packages/protocol/src/index.ts'
import type { App } from '../../packages/server/src/domain/app.ts'
import { defaultAppSettings } from '../../packages/server/src/domain/app.ts'
import type { Settled } from '../../packages/server/src/flows/callback/emit.ts'

/** The app. */
export const app: App = {
  id: 101 as AppId,
  org: 'bench',
  name: 'load',
  appkey: 'bench#load' as Appkey,
  uuid: '0f0e0d0c-0000-4000-8000-00000000a001',
  clientId: 'client',
  settings: defaultAppSettings,
  createdAtMs: 1,
}

/** An accepted push. */
export function settledOf(id: bigint, nowMs: number): Settled {
  return {
    app,
    push: {
      id: id as MsgId,
      appId: app.id,
      target: 'user-1' as UserId,
      notification: { title: '环信推送', content: '你好，欢迎使用环信推送服务', blocks: {} },
    },
    delivery: { deviceId: 'phone' as DeviceId },
    outcome: {
      status: 'success',
      reason: 'delivered',
      notifierName: 'com.example.chat-apns' as NotifierName,
      provider: 'APNS',
      deviceToken: 'a1b2c3d4'.repeat(8),
      answer: '{"code":"200","apns-id":"8F0C9C2B-4B3A-4D8E-9E8A-5D0B6B1E7A11"}',
      errorMessage: undefined,
      possibleDuplicate: false,
      unbound: false,
      settledAtMs: nowMs,
    },
  }
}
