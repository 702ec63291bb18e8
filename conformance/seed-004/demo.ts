// `npm run demo:offline`: the eight steps of seed 004, told as they happen. A server with its simulators and two phones, each a process with the
// client in it; nothing else is needed, and everything ends with the program.
import { parseArgs } from 'node:util'
import type { Phone } from '../phones/phone.ts'
import { type Handset, Stage } from './stage.ts'

type Lang = 'en' | 'zh'
interface Line {
  readonly en: string
  readonly zh: string
}

const { values } = parseArgs({ options: { lang: { type: 'string' } } })
const lang: Lang = (values.lang ?? process.env['LANG'] ?? 'en').startsWith('zh') ? 'zh' : 'en'

let step = 0

function say(line: Line): void {
  step += 1
  process.stdout.write(`${step}. ${line[lang]}\n`)
}

function show(name: string, value: unknown): void {
  const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2)
  process.stdout.write(`   ${name}: ${text.replaceAll('\n', '\n   ')}\n`)
}

await using stage = await Stage.open()
const handset = stage.handset('xiaomi')
const receiver = await stepsOneToThree(handset)
const sender = await stage.open(stage.handset('apns'), 'alice')
await receiver.kill()
const messageID = await stepsFourToSeven(sender)
await stepEight(handset, messageID)

async function stepsOneToThree(phone: Handset): Promise<Phone> {
  say({
    en: "Bob's phone opens its maker's channel and asks the vendor for a token.",
    zh: 'Bob 的手机开启厂商推送通道，向厂商申请 token。',
  })
  const app = await stage.open(phone, 'bob')
  say({ en: 'The vendor answers with a token.', zh: '厂商返回 token。' })
  show('token', phone.token)
  const { pushID } = (await app.event('registered')) as { readonly pushID: string }
  say({
    en: 'The client makes a PushID of it, and the server binds it to Bob when he logs in.',
    zh: '客户端由 token 生成 PushID；Bob 登录时，服务器将其与 Bob 绑定。',
  })
  show('PushID', `${pushID.slice(0, 40)}…`)
  return app
}

async function stepsFourToSeven(alice: Phone): Promise<string> {
  const message = (await alice.order({ do: 'send', to: 'bob' })) as { readonly messageID: string }
  say({
    en: "Bob's app is killed. Alice sends a message; the server stores it and then answers.",
    zh: 'Bob 的应用被杀掉。Alice 发送消息；服务器先存储，再应答。',
  })
  show('messageID', message.messageID)
  const pushed = await stage.notification(handset)
  say({
    en: "The server looks whether Bob's phone is connected: it is not.",
    zh: '服务器检查 Bob 的手机是否在线：不在线。',
  })
  say({ en: 'So it hands the push of the message over.', zh: '于是将该消息转交推送。' })
  say({
    en: "The push goes to the vendor of Bob's phone, which takes it.",
    zh: '推送发往 Bob 手机的厂商，厂商已受理。',
  })
  show('vendorId', pushed.vendorId)
  return message.messageID
}

async function stepEight(phone: Handset, id: string): Promise<void> {
  const [shown] = stage.shown(phone)
  say({
    en: 'The phone shows the notification; Bob taps it and has the message.',
    zh: '手机显示通知；Bob 点开后收到该消息。',
  })
  show('notification', shown?.shown)
  const again = await stage.open(phone, 'bob')
  const of = (data: { readonly messageList: readonly { readonly messageID: string }[] }): boolean =>
    data.messageList.some(({ messageID }) => messageID === id)
  const data = (await again.event('peerMessageReceived', of as (data: never) => boolean)) as {
    readonly messageList: readonly { readonly message: string; readonly senderUserID: string }[]
    readonly info: { readonly isOfflineMessage: boolean }
  }
  show('message', `${data.messageList[0]?.senderUserID}: ${data.messageList[0]?.message}`)
  show('isOfflineMessage', String(data.info.isOfflineMessage))
}
