// What to do about a finding of a check: a next step for each code that calls for one, whichever vendor it is of. Sentences that a
// vendor's own room knows better stand in the finding itself. Pure.
import type { Bilingual } from './reason.ts'

/** The next step; undefined where nothing is to be done, or where nobody but the vendor can do anything. */
export function nextStepOf({ level, code }: { readonly level: string; readonly code: string }): Bilingual | undefined {
  if (level === 'ok') return undefined
  const own = steps.find(({ codes }) => codes.test(code))
  return own?.step
}

/** In order; the first that fits counts. */
const steps: readonly { readonly codes: RegExp; readonly step: Bilingual }[] = [
  {
    codes: /^certificate-(expires|expired)$/,
    step: {
      en: 'Create a new certificate, or a .p8 key, which never expires, and replace the credential with it.',
      zh: '创建新证书或不会过期的 .p8 密钥，并用其更换凭据。',
    },
  },
  {
    codes: /^(clock-|certificate-not-yet-valid$)/,
    step: { en: "Set the server's clock by NTP, then check again.", zh: '用 NTP 校准服务器时钟，然后重新检查。' },
  },
  {
    codes: /^(environment-mismatch|topic-refused|package-refused|project-unknown|app-refused|send-refused)$/,
    step: {
      en: 'Compare the bundle ID or package name and the environment with those of the app, then replace the credential.',
      zh: '核对 Bundle ID 或包名、环境是否与应用一致，然后更换凭据。',
    },
  },
  {
    codes:
      /^(credential-sealed|credential-unreadable|credential-refused|token-refused|secret-refused|account-refused|key-refused)$/,
    step: {
      en: "Copy the credential again from the vendor's console and replace it here.",
      zh: '从厂商控制台重新复制凭据，并在此更换。',
    },
  },
  {
    codes: /-no-channel$|^channel-refused$/,
    step: {
      en: "Register the channel at the vendor and enter its id in the notifier's settings.",
      zh: '在厂商处登记渠道，并将渠道 ID 填入推送证书的设置。',
    },
  },
  {
    codes: /^category-call-no-voip$/,
    step: {
      en: 'Add a notifier for VoIP tokens if the app makes calls; otherwise nothing is to be done.',
      zh: '若应用有呼叫功能，请添加用于 VoIP token 的推送证书；否则无需处理。',
    },
  },
  {
    codes: /^(permission-missing|app-penalised|app-under-review|address-refused|category-refused)$/,
    step: {
      en: "Settle it in the vendor's console or with its support, then check again.",
      zh: '在厂商控制台处理或联系其技术支持，然后重新检查。',
    },
  },
  {
    codes: /^(quota-used|quota-used-up|paused-quota)$/,
    step: {
      en: 'Wait for the next day of the vendor, or buy more and resume the notifier.',
      zh: '等待厂商的下一个配额日，或购买更多配额后恢复推送证书。',
    },
  },
  {
    codes: /^paused-/,
    step: {
      en: 'The pause ends by itself; resume the notifier to end it now.',
      zh: '暂停会自动结束；如需立即结束，请恢复推送证书。',
    },
  },
  {
    codes: /-(unreachable|silent|unanswered|busy)$/,
    step: {
      en: 'Check again in a minute. If it stays so, look at firewall, DNS and proxy of the server.',
      zh: '请一分钟后重新检查。若依旧如此，请检查服务器的防火墙、DNS 与代理。',
    },
  },
  {
    codes: /^outside-hours$/,
    step: { en: 'Check again within the hours of the vendor.', zh: '请在厂商允许的时段内重新检查。' },
  },
  {
    codes: /^notifier-disabled$/,
    step: { en: 'Enable the notifier.', zh: '启用该推送证书。' },
  },
  {
    codes: /^notifier-banned$/,
    step: { en: 'Ask whoever runs this server.', zh: '请联系此服务器的管理者。' },
  },
  {
    codes: /^subject-made-up$/,
    step: {
      en: 'Edit the notifier and enter a contact that exists.',
      zh: '编辑该推送证书，填入真实存在的联系方式。',
    },
  },
  {
    codes: /^push-answer-unexpected$/,
    step: {
      en: "Send a push to a phone of your own; if it is refused too, its trace has the vendor's answer.",
      zh: '向自己的手机发送一条推送；若同样被拒绝，其链路追踪中有厂商的应答。',
    },
  },
]
