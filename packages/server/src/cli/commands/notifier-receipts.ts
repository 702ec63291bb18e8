// `posthouse notifier receipts`: where a notifier's vendor reports what arrived, and what is left to do for it.
import { type EndpointReply, receiptEndpoints } from '@posthouse/protocol'
import { fateWords } from '@posthouse/vendors'
import type { Bilingual } from '../../domain/reason.ts'
import { answered, type ClientCommand, type Context, word } from '../command.ts'
import { connectApp } from '../connect.ts'
import { dateOf, harmless } from '../text.ts'

/** A newer server may know a fate that this command does not. */
const wordsOf: Readonly<Record<string, Bilingual>> = fateWords

type View = EndpointReply<typeof receiptEndpoints.notifierReceipts>

/** `notifier receipts`. */
export const notifierReceipts: ClientCommand = {
  name: 'notifier receipts',
  section: 'notifiers',
  summary: {
    en: 'Where the vendor reports arrivals and taps, and what to do for it',
    zh: '厂商上报送达与点击的地址，以及需要完成的配置',
  },
  notes: {
    en: 'Whoever knows the address can report: enter it with the vendor and nowhere else. It stays the same for ever.',
    zh: '知道该地址即可上报回执：请仅填写到厂商控制台。地址长期不变。',
  },
  arguments: [{ name: 'NAME', text: { en: "the notifier's name", zh: '推送证书名称' } }],
  flags: [],
  examples: [
    { line: 'posthouse notifier receipts 100100100', text: { en: 'the address to enter', zh: '需填写的地址' } },
  ],
  async run(context) {
    const app = await connectApp(context)
    const view = await app.operate(receiptEndpoints.notifierReceipts, { params: { name: word(context.given, 0) } })
    return answered(view, linesOf(view, context))
  },
}

function linesOf(view: View, context: Context): readonly string[] {
  const { say } = context
  const lines = [say(adviceOf(view))]
  if (view.url !== undefined && !view.tooLong) lines.push(`  ${harmless(view.url)}`)
  if (view.setBy === 'none') return lines
  const inChinese = view.reports.map(fate => wordsOf[fate]?.zh ?? fate).join('、')
  lines.push(say({ en: `The vendor reports: ${view.reports.join(', ')}.`, zh: `厂商可上报：${inChinese}。` }))
  if (view.proof === 'signature') lines.push(say(signature))
  return [...lines, say(callsLine(view, context.io.timeZone))]
}

function adviceOf({ setBy, url, tooLong, provider }: View): Bilingual {
  if (setBy === 'none') {
    return {
      en: `${provider} reports nothing of a push after it accepted it.`,
      zh: `${provider} 受理推送后不提供回执。`,
    }
  }
  if (url === undefined) {
    return {
      en: 'The server does not know its public URL: start it with --public-url https://push.example.com.',
      zh: '服务器不知道自己的公网地址：请以 --public-url https://push.example.com 启动。',
    }
  }
  if (tooLong) {
    return {
      en: `The address is longer than ${provider} takes: give the server a shorter --public-url.`,
      zh: `地址超过 ${provider} 的长度限制：请为服务器设置更短的 --public-url。`,
    }
  }
  if (setBy === 'push') {
    return { en: 'Nothing to do: each push names the address.', zh: '无需操作：每次推送都会携带该地址。' }
  }
  return { en: "Enter this address in the vendor's console:", zh: '请在厂商控制台填写此地址：' }
}

const signature: Bilingual = {
  en: "Requests are signed too, once the notifier's settings hold the secret for it.",
  zh: '在推送证书设置中填写密钥后，还会校验请求签名。',
}

function callsLine({ calls }: View, timeZone: string): Bilingual {
  const { taken, refused, malformed, lastAt } = calls
  const last = lastAt === undefined ? '' : dateOf(lastAt, timeZone)
  return {
    en: `Requests since the server started: ${taken} taken, ${refused} refused, ${malformed} unreadable${last && `; the last at ${last}`}.`,
    zh: `服务器启动以来的请求：接受 ${taken}，拒绝 ${refused}，无法解析 ${malformed}${last && `；最近一次 ${last}`}。`,
  }
}
