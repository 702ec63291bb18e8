// Reasons why nothing was handed to a phone maker: user, binding, notifier, message or settings stood in the way. The strings in
// `detail` and `desc` are wire literals.
import type { Reason } from './reason-shape.ts'

/** By stable code, in the order in which they are looked for: user and binding, notifier, message, settings, task. */
export const unsentReasons = {
  'no-user': {
    detail: 'no user exist',
    desc: 'appUser not exists',
    text: { en: 'There is no such user in the app.', zh: '该应用下不存在此用户。' },
    cause: {
      en: 'The user id is misspelt, the user was never registered, or the user was deleted.',
      zh: '用户 ID 写错，用户从未注册，或已被删除。',
    },
    fix: {
      en: 'Check the user id, and register the user first.',
      zh: '请检查用户 ID，并先注册该用户。',
    },
  },
  'no-push-binding': {
    detail: 'no push binding',
    text: { en: 'The user has no device bound.', zh: '用户没有绑定任何推送设备。' },
    cause: {
      en: 'The app has bound no token for this user yet, removed it at logout, or a phone maker reported the token as dead.',
      zh: '应用尚未为该用户绑定 token，退出登录时已解绑，或厂商报告 token 已失效。',
    },
    fix: {
      en: 'Open the app on the phone and log in: it binds the token then (PUT …/users/{user}/push/binding).',
      zh: '请在手机上打开应用并登录，应用届时会绑定 token（PUT …/users/{user}/push/binding）。',
    },
  },
  'illegal-binding': {
    detail: 'illegal binding',
    text: {
      en: 'The binding was removed, moved to another user, or has an empty token or notifier name.',
      zh: '绑定已被移除、已转移到其他用户，或其证书名、token 为空。',
    },
    cause: {
      en: 'The device was unbound between the planning and the sending: the user logged out, or another user logged in on the phone.',
      zh: '设备在规划之后、发送之前被解绑：用户退出登录，或其他用户在该手机上登录。',
    },
    fix: {
      en: 'Nothing to do if the user logged out. If not, log in on the phone: the app binds the device again.',
      zh: '若用户已退出登录，则无需处理；否则请在手机上登录，应用会重新绑定设备。',
    },
  },
  'no-notifier': {
    detail: 'no notifier exist',
    text: {
      en: 'The app has no notifier of the name that the binding gives.',
      zh: '应用中没有绑定所指名称的推送证书。',
    },
    cause: {
      en: 'The notifier was deleted or renamed, or the app on the phone binds under a name that nobody created.',
      zh: '推送证书已被删除或改名，或手机端绑定时使用了不存在的证书名。',
    },
    fix: {
      en: 'Create the notifier with exactly this name, or bind the device with the right name.',
      zh: '请用完全相同的名称创建证书，或用正确的名称重新绑定设备。',
    },
  },
  'notifier-disabled': {
    detail: 'notifier disabled',
    text: { en: 'The notifier is disabled.', zh: '推送证书未启用。' },
    cause: {
      en: 'Somebody switched this notifier off; all of its devices are skipped until it is enabled.',
      zh: '有人停用了该推送证书；在重新启用之前，使用它的设备都会被跳过。',
    },
    fix: { en: 'Enable the notifier, or bind the device to another one.', zh: '请启用该证书，或改绑到其他证书。' },
  },
  'notifier-banned': {
    detail: 'notifier is ban',
    text: { en: 'The notifier is banned.', zh: '推送证书已被封禁。' },
    cause: {
      en: 'The operator of this server banned the notifier; the app cannot lift that by itself.',
      zh: '服务器运维人员封禁了该推送证书，应用自身无法解除。',
    },
    fix: { en: 'Ask the operator why it was banned.', zh: '请向运维人员了解封禁原因。' },
  },
  'invalid-notifier': {
    detail: 'invalid notifier',
    text: {
      en: 'The notifier cannot be used: its credential does not open or the vendor refuses its topic or permission.',
      zh: '推送证书无法使用：凭据无法读取，或厂商拒绝其主题或权限。',
    },
    cause: {
      en: 'The file, key or secret is damaged or belongs to another app, or the bundle id or package name does not match it.',
      zh: '证书文件、密钥或密文已损坏或属于其他应用，或包名与之不符。',
    },
    fix: {
      en: 'Run `posthouse doctor`; upload the credential again or correct its package name.',
      zh: '请运行 `posthouse doctor`，重新上传凭据或修正包名。',
    },
  },
  'invalid-voip': {
    detail: 'invalid VOIP notification',
    text: {
      en: 'A VoIP push needs a notifier whose bundle id ends in `.voip`, and such a notifier carries nothing else.',
      zh: 'VoIP 推送需要包名以 `.voip` 结尾的证书，且该证书不能用于其他推送。',
    },
    cause: {
      en: 'The push and the notifier of the binding differ: one is VoIP, the other is not.',
      zh: '推送与绑定所用的证书类型不一致：一个是 VoIP，另一个不是。',
    },
    fix: { en: 'Bind the PushKit token with the VoIP notifier.', zh: '请用 VoIP 证书绑定 PushKit token。' },
  },
  'message-ignored': {
    detail: 'message ignore push',
    text: { en: 'The message asked not to be pushed.', zh: '消息要求不进行推送。' },
    cause: {
      en: 'Its sender set `em_ignore_notification`, so that only connected devices get it.',
      zh: '发送方设置了 `em_ignore_notification`，仅在线设备可收到。',
    },
    fix: { en: 'Send it without `em_ignore_notification`.', zh: '发送时不要设置 `em_ignore_notification`。' },
  },
  'invalid-message': {
    detail: 'invalid message',
    text: {
      en: 'This vendor cannot carry the notification: a field is wrong or it is too large.',
      zh: '该厂商无法承载此通知：字段不正确或内容过大。',
    },
    cause: {
      en: 'Each phone maker limits lengths, sizes and values; the answer names the field and the limit.',
      zh: '各厂商对长度、大小和取值有各自的限制；结果中给出了字段和限制。',
    },
    fix: { en: 'Correct the field named in the answer.', zh: '请修正结果中指出的字段。' },
  },
  'message-expired': {
    detail: 'expire message',
    text: { en: 'The notification expired before it could be sent.', zh: '通知在发送前已过期。' },
    cause: {
      en: 'It waited longer than its time to live: the notifier rested, the vendor could not be reached, or the life was short.',
      zh: '等待时间超过其有效期：证书处于暂停状态，无法连接厂商，或有效期过短。',
    },
    fix: {
      en: 'Look at the attempts above for what delayed it; give it a longer life where that makes sense.',
      zh: '请查看之前的尝试了解延迟原因；必要时延长有效期。',
    },
  },
  'user-ignores': {
    detail: 'user ignore push',
    text: { en: 'The user does not want to be disturbed now.', zh: '用户当前处于免打扰状态。' },
    cause: {
      en: "The user's quiet hours or notification mode held at that moment.",
      zh: '当时处于用户的免打扰时段，或其通知方式不允许推送。',
    },
    fix: {
      en: 'The user set this; `em_force_notification` overrides it.',
      zh: '这是用户的设置；`em_force_notification` 可以覆盖它。',
    },
  },
  'device-ignored': {
    detail: 'ignore push device id',
    text: { en: 'The message excludes this device.', zh: '消息排除了该设备。' },
    cause: {
      en: 'Its sender named the devices or notifiers that may or may not get it, in `em_push_filter`.',
      zh: '发送方在 `em_push_filter` 中指定了可以或不可以收到推送的设备或证书。',
    },
    fix: { en: 'Look at `em_push_filter` of the message.', zh: '请检查消息的 `em_push_filter`。' },
  },
  'user-offline': {
    detail: 'user offline',
    text: {
      en: 'The strategy sends to online users only, and the user is not online.',
      zh: '该策略只推送在线用户，而用户不在线。',
    },
    cause: {
      en: 'Strategy 4 drops pushes to users without a connected device.',
      zh: '策略 4 对没有在线设备的用户直接丢弃推送。',
    },
    fix: { en: 'Use strategy 2 or 3 to reach users who are not online.', zh: '请使用策略 2 或 3 触达离线用户。' },
  },
  'task-cancelled': {
    detail: 'task cancelled',
    text: { en: 'The task was cancelled before this was sent.', zh: '任务在发送之前已被取消。' },
    cause: {
      en: 'Somebody cancelled the task while this device was still waiting.',
      zh: '该设备仍在等待时，有人取消了任务。',
    },
    fix: { en: 'Create the task again to reach these users.', zh: '如需触达这些用户，请重新创建任务。' },
  },
} as const satisfies Readonly<Record<string, Reason>>
