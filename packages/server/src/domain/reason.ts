// Why an outcome is what it is: the exact strings of seed 000, and for each a sentence and a next step in both languages.
// The command line, the admin API, the console and the documents all speak from this table.

/** A text in both of the languages a user reads. */
export interface Bilingual {
  readonly en: string
  readonly zh: string
}

/** What is to be said about one reason. */
export interface Reason {
  /** The exact `detail` of a callback (spec/easemob.md §9.6); empty for a success. */
  readonly detail: string
  /** The `desc` of a sync result where it differs from `detail` (seed 002). */
  readonly desc?: string
  readonly text: Bilingual
  readonly fix: Bilingual
}

/** Every reason. The strings in `detail` and `desc` are wire literals; one ends in a space. */
export const reasons = {
  delivered: {
    detail: '',
    text: { en: 'The vendor accepted the notification.', zh: '厂商已受理该推送通知。' },
    fix: {
      en: 'Nothing to do. If the phone stays silent, look at its notification settings and network.',
      zh: '无需处理。若手机没有显示，请检查手机的通知权限和网络。',
    },
  },
  'delivered-online': {
    detail: '',
    text: {
      en: "The online channel has it: connected devices get it at once, the user's others when they come online.",
      zh: '已交给在线通道：在线设备立即收到，其余设备在上线后收到。',
    },
    fix: {
      en: 'Nothing to do. It is kept for the retention of the app, and dropped after that.',
      zh: '无需处理。通知保留至应用设置的保留期限，逾期丢弃。',
    },
  },
  'no-push-binding': {
    detail: 'no push binding',
    text: { en: 'The user has no device bound.', zh: '用户没有绑定任何推送设备。' },
    fix: {
      en: 'The app binds a device token after login (PUT …/users/{user}/push/binding).',
      zh: '应用登录后需要绑定设备的推送 token（PUT …/users/{user}/push/binding）。',
    },
  },
  'illegal-binding': {
    detail: 'illegal binding',
    text: {
      en: 'The binding was removed, moved to another user, or has an empty token or notifier name.',
      zh: '绑定已被移除、已转移到其他用户，或其证书名、token 为空。',
    },
    fix: { en: 'Bind the device again.', zh: '请重新绑定该设备。' },
  },
  'no-user': {
    detail: 'no user exist',
    desc: 'appUser not exists',
    text: { en: 'There is no such user in the app.', zh: '该应用下不存在此用户。' },
    fix: {
      en: 'Check the user id, and register the user first.',
      zh: '请检查用户 ID，并先注册该用户。',
    },
  },
  'notifier-out-of-limit': {
    detail: 'notifier out of limit',
    text: {
      en: "The notifier used up the vendor's quota or rate until the notification's deadline.",
      zh: '证书的厂商配额或频率在通知失效前已用尽。',
    },
    fix: {
      en: 'Wait for the next day or ask the vendor for a larger quota; use a service category where it is allowed.',
      zh: '请等待次日或向厂商申请提升配额；符合条件时请使用服务类消息分类。',
    },
  },
  'notifier-disabled': {
    detail: 'notifier disabled',
    text: { en: 'The notifier is disabled.', zh: '推送证书未启用。' },
    fix: { en: 'Enable the notifier, or bind the device to another one.', zh: '请启用该证书，或改绑到其他证书。' },
  },
  'notifier-banned': {
    detail: 'notifier is ban',
    text: { en: 'The notifier is banned.', zh: '推送证书已被封禁。' },
    fix: { en: 'Ask the operator why it was banned.', zh: '请向运维人员了解封禁原因。' },
  },
  'no-notifier': {
    detail: 'no notifier exist',
    text: {
      en: 'The app has no notifier of the name that the binding gives.',
      zh: '应用中没有绑定所指名称的推送证书。',
    },
    fix: {
      en: 'Create the notifier with exactly this name, or bind the device with the right name.',
      zh: '请用完全相同的名称创建证书，或用正确的名称重新绑定设备。',
    },
  },
  'invalid-notifier': {
    detail: 'invalid notifier',
    text: {
      en: 'The notifier cannot be used: its credential does not open or the vendor refuses its topic or permission.',
      zh: '推送证书无法使用：凭据无法读取，或厂商拒绝其主题或权限。',
    },
    fix: {
      en: 'Run `posthouse doctor`; upload the credential again or correct its package name.',
      zh: '请运行 `posthouse doctor`，重新上传凭据或修正包名。',
    },
  },
  'message-ignored': {
    detail: 'message ignore push',
    text: { en: 'The message asked not to be pushed.', zh: '消息要求不进行推送。' },
    fix: { en: 'Send it without `em_ignore_notification`.', zh: '发送时不要设置 `em_ignore_notification`。' },
  },
  'invalid-message': {
    detail: 'invalid message',
    text: {
      en: 'This vendor cannot carry the notification: a field is wrong or it is too large.',
      zh: '该厂商无法承载此通知：字段不正确或内容过大。',
    },
    fix: { en: 'Correct the field named in the answer.', zh: '请修正结果中指出的字段。' },
  },
  'message-expired': {
    detail: 'expire message',
    text: { en: 'The notification expired before it could be sent.', zh: '通知在发送前已过期。' },
    fix: {
      en: 'Look at the attempts above for what delayed it; give it a longer life where that makes sense.',
      zh: '请查看之前的尝试了解延迟原因；必要时延长有效期。',
    },
  },
  'user-ignores': {
    detail: 'user ignore push',
    text: { en: 'The user does not want to be disturbed now.', zh: '用户当前处于免打扰状态。' },
    fix: {
      en: 'The user set this; `em_force_notification` overrides it.',
      zh: '这是用户的设置；`em_force_notification` 可以覆盖它。',
    },
  },
  'device-ignored': {
    detail: 'ignore push device id',
    text: { en: 'The message excludes this device.', zh: '消息排除了该设备。' },
    fix: { en: 'Look at `em_push_filter` of the message.', zh: '请检查消息的 `em_push_filter`。' },
  },
  'invalid-voip': {
    detail: 'invalid VOIP notification',
    text: {
      en: 'A VoIP push needs a notifier whose bundle id ends in `.voip`, and such a notifier carries nothing else.',
      zh: 'VoIP 推送需要包名以 `.voip` 结尾的证书，且该证书不能用于其他推送。',
    },
    fix: { en: 'Bind the PushKit token with the VoIP notifier.', zh: '请用 VoIP 证书绑定 PushKit token。' },
  },
  'push-token-failed': {
    detail: 'get push token fail',
    text: { en: "The vendor refused the notifier's credential.", zh: '厂商拒绝了证书的凭据。' },
    fix: {
      en: 'Run `posthouse doctor`, then upload a valid key, certificate or secret.',
      zh: '请运行 `posthouse doctor`，然后上传有效的密钥、证书或密文。',
    },
  },
  'vendor-refused': {
    detail: 'push yet but fail ',
    text: { en: 'The vendor took the request and refused it.', zh: '厂商已收到请求，但拒绝推送。' },
    fix: {
      en: "The vendor's answer names the cause; a dead token is registered again when the app next starts.",
      zh: '厂商的响应说明了原因；失效的 token 会在应用下次启动时重新注册。',
    },
  },
  'vendor-unreachable': {
    detail: '',
    text: {
      en: 'The vendor could not be reached before the deadline; nothing was sent.',
      zh: '在期限内无法连接厂商；没有发出任何内容。',
    },
    fix: { en: 'Check network, DNS and proxy of the server.', zh: '请检查服务器的网络、DNS 与代理。' },
  },
  'vendor-unclear': {
    detail: '',
    text: {
      en: 'The request left but no clear answer came; the phone may or may not have got it.',
      zh: '请求已发出，但没有收到明确响应；手机可能收到，也可能没有收到。',
    },
    fix: {
      en: 'Do not send it again blindly; it would be a possible duplicate.',
      zh: '请勿直接重发，否则可能造成重复。',
    },
  },
  'user-offline': {
    detail: 'user offline',
    text: {
      en: 'The strategy sends to online users only, and the user is not online.',
      zh: '该策略只推送在线用户，而用户不在线。',
    },
    fix: { en: 'Use strategy 2 or 3 to reach users who are not online.', zh: '请使用策略 2 或 3 触达离线用户。' },
  },
  'task-cancelled': {
    detail: 'task cancelled',
    text: { en: 'The task was cancelled before this was sent.', zh: '任务在发送之前已被取消。' },
    fix: { en: 'Create the task again to reach these users.', zh: '如需触达这些用户，请重新创建任务。' },
  },
} as const satisfies Readonly<Record<string, Reason>>

/** Stable code of a reason. */
export type ReasonCode = keyof typeof reasons

/** What is to be said about a reason. */
export function reasonOf(code: ReasonCode): Reason {
  return reasons[code]
}
