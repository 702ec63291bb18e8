// Values for tests: whole and valid, with the members that a test is about given by it.
import type { AppId, DeviceId, MsgId, NotifierName, UserId } from '@posthouse/protocol'
import { appkeyOf } from '@posthouse/protocol'
import type { App } from '../app.ts'
import type { BeforeDelivery } from '../before-delivery.ts'
import type { Callback, CallbackRule, CallbackTry } from '../callback-rule.ts'
import type { Attempt, Delivery, Outcome } from '../delivery.ts'
import type { Binding } from '../device.ts'
import type { Label, LabelName } from '../label.ts'
import type { Notifier } from '../notifier.ts'
import type { Page } from '../page.ts'
import type { Push } from '../push.ts'
import type { Task } from '../task.ts'
import type { Template, TemplateName } from '../template.ts'
import type { User } from '../user.ts'

/** The app of the samples. */
export const sampleApp: AppId = 1_102_230_223 as AppId
/** A push id with more digits than a double keeps (seed 002). */
export const sampleId: MsgId = 968_120_369_184_112_182n as MsgId

/** An app. */
export function anApp(with_: Partial<App> = {}): App {
  return {
    id: sampleApp,
    org: 'acme',
    name: 'chat',
    appkey: appkeyOf('acme', 'chat'),
    uuid: 'b5ae9cc0-0000-4000-8000-000000000001',
    clientId: 'YXA6client',
    settings: { openRegistration: false, pushOpen: true },
    createdAtMs: 1_000,
    ...with_,
  }
}

/** A user. */
export function aUser(with_: Partial<User> = {}): User {
  return {
    appId: sampleApp,
    username: 'alice' as UserId,
    uuid: 'b5ae9cc0-0000-4000-8000-000000000002',
    activated: true,
    nickname: undefined,
    createdAtMs: 1_000,
    modifiedAtMs: 1_000,
    ...with_,
  }
}

/** A binding. */
export function aBinding(with_: Partial<Binding> = {}): Binding {
  return {
    appId: sampleApp,
    username: 'alice' as UserId,
    deviceId: 'phone' as DeviceId,
    notifierName: 'com.example.chat' as NotifierName,
    deviceToken: 'token-1',
    boundAtMs: 1_000,
    ...with_,
  }
}

/** A notifier. */
export function aNotifier(with_: Partial<Notifier> = {}): Notifier {
  return {
    uuid: 'b5ae9cc0-0000-4000-8000-000000000003',
    appId: sampleApp,
    name: 'com.example.chat' as NotifierName,
    vendor: 'apns',
    provider: 'APNS',
    environment: 'PRODUCTION',
    packageName: undefined,
    settings: { teamId: 'T', nested: [1, null, '推送'] },
    state: { kind: 'enabled' },
    version: 1,
    createdAtMs: 1_000,
    modifiedAtMs: 1_000,
    ...with_,
  }
}

/** A push. */
export function aPush(with_: Partial<Push> = {}): Push {
  return {
    id: sampleId,
    appId: sampleApp,
    target: 'alice' as UserId,
    source: 'single',
    strategy: 2,
    notification: { title: '你好 👋', content: 'line\n"two"', blocks: { apns: { sound: 'ping' } } },
    acceptedAtMs: 1_000,
    expiresAtMs: 90_000,
    ...with_,
  }
}

/** A delivery. */
export function aDelivery(with_: Partial<Delivery> = {}): Delivery {
  return {
    pushId: sampleId,
    appId: sampleApp,
    target: 'alice' as UserId,
    deviceId: 'phone' as DeviceId,
    ways: [
      { notifierName: 'com.example.chat' as NotifierName, provider: 'APNS', deviceToken: 'token-1', boundAtMs: 900 },
    ],
    shipmentId: 'b5ae9cc0-0000-4000-8000-000000000004',
    attempts: 1,
    attemptOpen: true,
    ambiguous: 0,
    ...with_,
  }
}

/** A page of one delivery. */
export function aPage(with_: Partial<Page> = {}): Page {
  return {
    id: 2n ** 62n + 31n,
    appId: sampleApp,
    notifierName: 'com.example.chat' as NotifierName,
    provider: 'APNS',
    startedAtMs: 2_000,
    deliveries: [aDelivery()],
    ...with_,
  }
}

/** An outcome. */
export function anOutcome(with_: Partial<Outcome> = {}): Outcome {
  return {
    status: 'success',
    reason: 'delivered',
    notifierName: 'com.example.chat' as NotifierName,
    provider: 'APNS',
    deviceToken: 'token-1',
    answer: '{"apns-id":"x"}',
    errorMessage: undefined,
    possibleDuplicate: false,
    unbound: false,
    settledAtMs: 3_000,
    ...with_,
  }
}

/** An attempt. */
export function anAttempt(with_: Partial<Attempt> = {}): Attempt {
  return {
    pushId: sampleId,
    deviceId: 'phone' as DeviceId,
    number: 1,
    notifierName: 'com.example.chat' as NotifierName,
    provider: 'APNS',
    startedAtMs: 2_000,
    end: undefined,
    ...with_,
  }
}

/** A rule. */
export function aRule(with_: Partial<CallbackRule> = {}): CallbackRule {
  return {
    id: 2n ** 62n + 1n,
    appId: sampleApp,
    name: 'results',
    url: 'https://example.com/hook',
    enabled: true,
    disabledBecause: undefined,
    filter: { statuses: ['success', 'fail', 'error'], restPushes: true },
    policy: 'durable',
    channelNames: 'provider',
    ban: undefined,
    before: undefined,
    createdAtMs: 1_000,
    ...with_,
  }
}

/** What a rule says that is asked before delivery. */
export function aBefore(with_: Partial<BeforeDelivery> = {}): BeforeDelivery {
  return {
    conversations: ['chat', 'group'],
    messageTypes: ['text'],
    waitMs: 200,
    onFailure: 'block',
    tellSender: true,
    ...with_,
  }
}

/** A callback. */
export function aCallback(with_: Partial<Callback> = {}): Callback {
  return {
    id: 2n ** 62n + 11n,
    ruleId: 2n ** 62n + 1n,
    appId: sampleApp,
    event: 'push',
    pushId: sampleId,
    deviceId: 'phone' as DeviceId,
    status: 'success',
    body: '{"callId":"acme#chat_1","text":"成功"}',
    createdAtMs: 4_000,
    tries: 0,
    targetUrl: undefined,
    ...with_,
  }
}

/** A try of a callback. */
export function aTry(with_: Partial<CallbackTry> = {}): CallbackTry {
  return {
    callbackId: 2n ** 62n + 11n,
    number: 1,
    atMs: 5_000,
    durationMs: 12,
    httpStatus: 500,
    error: undefined,
    excerpt: 'no',
    ...with_,
  }
}

/** A label. */
export function aLabel(with_: Partial<Label> = {}): Label {
  return {
    id: 2n ** 62n + 21n,
    appId: sampleApp,
    name: 'vip' as LabelName,
    description: '付费用户',
    createdAtMs: 1_000,
    ...with_,
  }
}

/** A template. */
export function aTemplate(with_: Partial<Template> = {}): Template {
  return {
    appId: sampleApp,
    name: 'promo1' as TemplateName,
    titlePattern: 'News for {0}',
    contentPattern: '{0} sent you {1}',
    createdAtMs: 1_000,
    updatedAtMs: 1_000,
    ...with_,
  }
}

/** A task to everybody, due at 2,000. */
export function aTask(with_: Partial<Task> = {}): Task {
  return {
    id: 2n ** 62n + 41n,
    appId: sampleApp,
    kind: 'all',
    state: 'running',
    strategy: 2,
    notification: { title: '你好 👋', content: 'line\n"two"', blocks: { apns: { sound: 'ping' } } },
    labels: [],
    pacePerMinute: undefined,
    createdAtMs: 2_000,
    startAtMs: 2_000,
    startedAtMs: undefined,
    finishedAtMs: undefined,
    audience: undefined,
    walked: 0,
    cursor: undefined,
    ...with_,
  }
}
