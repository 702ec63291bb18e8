// What the console asks for to push through APNs (spec/easemob.md §3.2).
import type { FormField } from '../credentials/form.ts'

/** The form of an APNs notifier: a .p8 key with its ids, or a .p12 certificate with its password. */
export const FORM: readonly FormField[] = [
  {
    field: 'name',
    label: { en: 'Name', zh: '名称' },
    kind: 'text',
    isRequired: true,
    example: 'chat-ios',
    help: { en: 'free; devices are bound to the notifier by it', zh: '任意；设备绑定证书时使用该名称' },
  },
  {
    field: 'environment',
    label: { en: 'Environment', zh: '环境' },
    kind: 'choice',
    choices: ['PRODUCTION', 'DEVELOPMENT'],
    isRequired: true,
    example: 'PRODUCTION',
    help: {
      en: 'builds from Xcode have tokens of DEVELOPMENT, TestFlight and App Store builds of PRODUCTION',
      zh: 'Xcode 直接安装的应用使用 DEVELOPMENT，TestFlight 与 App Store 版本使用 PRODUCTION',
    },
  },
  {
    field: 'packageName',
    label: { en: 'Bundle ID', zh: 'Bundle ID' },
    kind: 'text',
    isRequired: true,
    example: 'com.example.chat',
    help: {
      en: 'ends in `.voip` for a notifier of VoIP tokens; a certificate names it itself',
      zh: 'VoIP token 专用证书以 `.voip` 结尾；.p12 证书自带该值',
    },
  },
  {
    field: 'file',
    label: { en: 'Key (.p8) or certificate (.p12)', zh: '密钥（.p8）或证书（.p12）' },
    kind: 'file',
    accept: ['.p8', '.p12', '.pfx', '.pem'],
    isRequired: true,
    help: {
      en: 'Apple Developer → Certificates, Identifiers & Profiles → Keys',
      zh: 'Apple Developer → Certificates, Identifiers & Profiles → Keys',
    },
  },
  {
    field: 'keyId',
    label: { en: 'Key ID', zh: 'Key ID' },
    kind: 'text',
    isRequired: false,
    example: 'ABC123DEFG',
    help: { en: 'needed with a .p8 key; beside the key', zh: '使用 .p8 密钥时必填；与密钥同处' },
  },
  {
    field: 'teamId',
    label: { en: 'Team ID', zh: 'Team ID' },
    kind: 'text',
    isRequired: false,
    example: 'DEF123GHIJ',
    help: {
      en: 'needed with a .p8 key; Apple Developer → Membership',
      zh: '使用 .p8 密钥时必填；Apple Developer → Membership',
    },
  },
  {
    field: 'passphrase',
    label: { en: 'Password of the certificate', zh: '证书密码' },
    kind: 'secret',
    isRequired: false,
    help: { en: 'only for a .p12 that has one', zh: '仅用于设有密码的 .p12' },
  },
  {
    field: 'settings.sound',
    label: { en: 'Sound', zh: '提示音' },
    kind: 'text',
    isRequired: false,
    example: 'ding.caf',
    help: {
      en: 'a file in the app of at most 30 s, for notifications that name none',
      zh: '应用内的声音文件，最长 30 秒，用于未指定声音的通知',
    },
  },
]
