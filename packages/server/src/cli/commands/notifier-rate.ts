// `posthouse notifier rate`: how many pushes of a notifier may leave in a second.
import { notifierStateEndpoints } from '@posthouse/protocol'
import { answered, type ClientCommand, word } from '../command.ts'
import { connectApp } from '../connect.ts'
import { usageError } from '../exit.ts'
import { harmless } from '../text.ts'

/** Most that the server takes. */
const rateMax = 100_000

/** `notifier rate`. */
export const notifierRate: ClientCommand = {
  name: 'notifier rate',
  section: 'notifiers',
  summary: { en: 'Limit how many pushes of a notifier leave in a second', zh: '限制推送证书每秒发出的推送数' },
  notes: {
    en: 'All processes that share the database keep the limit together.',
    zh: '共用同一数据库的所有进程共同遵守该限制。',
  },
  arguments: [
    { name: 'NAME', text: { en: "the notifier's name", zh: '推送证书名称' } },
    { name: 'N', text: { en: 'pushes a second, or `none`', zh: '每秒推送数，或 `none` 表示不限' } },
  ],
  flags: [],
  examples: [
    {
      line: 'posthouse notifier rate 100100100 500',
      text: { en: 'what the vendor grants the app', zh: '厂商给予应用的速率' },
    },
  ],
  async run(context) {
    const { given, say } = context
    const [name, text] = [word(given, 0), word(given, 1)]
    const perSecond = text === 'none' ? null : perSecondOf(text)
    const app = await connectApp(context)
    const reply = await app.operate(notifierStateEndpoints.notifierRate, { params: { name }, body: { perSecond } })
    const shown = harmless(name)
    const line =
      perSecond === null
        ? say({ en: `${shown} sends as fast as it can.`, zh: `${shown} 不再限速。` })
        : say({
            en: `${shown} sends at most ${perSecond} pushes a second.`,
            zh: `${shown} 每秒最多发出 ${perSecond} 条推送。`,
          })
    return answered(reply, [line])
  },
}

function perSecondOf(text: string): number {
  const perSecond = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (perSecond >= 1 && perSecond <= rateMax) return perSecond
  throw usageError({
    en: `N must be a number from 1 to ${rateMax}, or none.`,
    zh: `N 必须是 1 到 ${rateMax} 的数字，或 none。`,
  })
}
