// The words of the tab of the app itself.
import { wordsOf } from '../../words/words.ts'

/** See the head of the file. */
export const appWords = wordsOf({
  names: { en: 'Names', zh: '标识' },
  appkeyIs: {
    en: 'Of the Easemob interface, and both halves of every path.',
    zh: '用于环信接口，也是每个路径的前两段。',
  },
  appIdIs: {
    en: 'Of the client SDK, with the AppSign or a token.',
    zh: '用于客户端 SDK，与 AppSign 或 token 一起使用。',
  },
  clientIdIs: {
    en: 'Your server asks for app tokens with it and the client secret.',
    zh: '您的服务器用它和 client secret 获取应用 token。',
  },
  uuidIs: { en: 'application in the answers of the Easemob interface.', zh: '环信接口响应中的 application。' },
  created: { en: 'Created', zh: '创建时间' },
  secrets: { en: 'Secrets', zh: '密钥' },
  secretsLead: {
    en: 'They were shown when the app was created and are kept sealed under the master key; nobody is shown them again, this page neither. Replace one that was lost or got out.',
    zh: '密钥在创建应用时显示过一次，以主密钥加密保存，之后不再向任何人显示，包括本页。丢失或泄露时请更换。',
  },
  clientSecretIs: { en: 'Opens everything of this app to your server.', zh: '您的服务器凭它使用该应用的全部接口。' },
  clientSecretRotate: {
    en: 'Keep it on servers only. People and scripts get API keys instead: each has a role and can be withdrawn.',
    zh: '仅保存在服务器上。个人与脚本请使用 API 密钥：各有角色，可随时吊销。',
  },
  appSignIs: { en: 'Lets clients log in while you develop.', zh: '开发阶段供客户端登录。' },
  appSignRotate: {
    en: 'It can be read out of a client. Switch login by AppSign off under Policies before production.',
    zh: '可从客户端中提取。上线前请在“策略”中关闭 AppSign 登录。',
  },
  serverSecretIs: {
    en: 'Your server signs tokens for its users with it (Token04).',
    zh: '您的服务器用它为用户签发 token（Token04）。',
  },
  serverSecretRotate: {
    en: 'Sign short-lived tokens: one that got out ends by itself. It cannot be replaced: the addresses at which vendors report receipts are made of it.',
    zh: '请签发短期 token：泄露后会自行失效。此密钥不可更换：厂商回执地址由它生成。',
  },
  replace: { en: 'Replace', zh: '更换' },
  replaceOf: { en: (name: string) => `Replace: ${name}`, zh: (name: string) => `更换：${name}` },
  replaceTitle: {
    en: (name: string, app: string) => `Replace the ${name} of ${app}`,
    zh: (name: string, app: string) => `更换 ${app} 的 ${name}`,
  },
  replaceClientSecret: {
    en: 'From now on your servers get no token with the secret that they have; give them the new one at once. Tokens that were issued go on until they end.',
    zh: '您的服务器将立即不能再用现有密钥获取 token，请马上换上新密钥。已签发的 token 到期前继续有效。',
  },
  replaceAppSign: {
    en: 'From now on no client logs in with the AppSign that it has, which is part of the app that people installed. Connections that are open stay.',
    zh: '客户端将立即不能再用现有 AppSign 登录，而它包含在用户已安装的应用中。已建立的连接保持不变。',
  },
  replaced: { en: (name: string) => `The new ${name}`, zh: (name: string) => `新的 ${name}` },
  kept: { en: 'I have kept it', zh: '已妥善保存' },
  token: { en: 'A token for a quick try', zh: '临时 token' },
  tokenLead: {
    en: 'An app token without the client secret, for a request by hand. It opens this app as your server does, until it ends.',
    zh: '无需 client secret 的应用 token，便于手动调试。到期前与您的服务器权限相同。',
  },
  life: { en: 'Ends after', zh: '有效期' },
  lifeOf: {
    en: (seconds: number) => (seconds < 3_600 ? `${seconds / 60} minutes` : seconds < 86_400 ? 'an hour' : 'a day'),
    zh: (seconds: number) => (seconds < 3_600 ? `${seconds / 60} 分钟` : seconds < 86_400 ? '1 小时' : '1 天'),
  },
  issue: { en: 'Issue a token', zh: '签发 token' },
  ends: { en: 'Ends', zh: '到期时间：' },
})
