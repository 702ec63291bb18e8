// `posthouse stats`: what an app's pushes came to, day by day.
import { statisticsEndpoints } from '@posthouse/protocol'
import { answered, type ClientCommand, type Given } from '../command.ts'
import { connectApp } from '../connect.ts'
import { usageError } from '../exit.ts'
import { statisticsLines } from '../sums-text.ts'

/** `stats`. */
export const stats: ClientCommand = {
  name: 'stats',
  section: 'sending',
  summary: { en: 'What pushes came to, per day and vendor', zh: '按天、按厂商统计推送结果' },
  notes: {
    en: 'Days are those of UTC, at most 366. A push counts on the day it was accepted; arrivals and taps count on the day they were reported.',
    zh: '日期按 UTC 划分，最多 366 天。推送计入受理当天；送达与点击计入厂商上报当天。',
  },
  arguments: [],
  flags: [
    {
      name: 'from',
      value: 'DAY',
      text: { en: 'the first day, yyyy-MM-dd; default the last one', zh: '第一天，yyyy-MM-dd；默认与最后一天相同' },
    },
    { name: 'until', value: 'DAY', text: { en: 'the last day; default today', zh: '最后一天；默认今天' } },
  ],
  examples: [
    { line: 'posthouse stats', text: { en: 'today', zh: '今天' } },
    {
      line: 'posthouse stats --from 2030-01-01 --until 2030-01-31',
      text: { en: 'a month', zh: '一个月' },
    },
  ],
  async run(context) {
    const [from, until] = [dayOf(context.given, 'from'), dayOf(context.given, 'until')]
    const app = await connectApp(context)
    const found = await app.operate(statisticsEndpoints.appStatistics, {
      query: { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) },
    })
    const nothing = context.say({ en: 'Nothing was counted.', zh: '没有统计数据。' })
    return answered(found, found.days.length === 0 ? [nothing] : statisticsLines(found, context.lang))
  },
}

function dayOf(given: Given, flag: string): string | undefined {
  const day = given.text(flag)
  if (day === undefined || /^\d{4}-\d{2}-\d{2}$/.test(day)) return day
  throw usageError({ en: `--${flag} must be a day, such as 2030-01-31.`, zh: `--${flag} 必须是日期，如 2030-01-31。` })
}
