// `posthouse push`: sends to one user through the same endpoint as an app's server, and shows what became of it.
import { pushEndpoints } from '@posthouse/protocol'
import { type Answer, type ClientCommand, type Context, word } from '../command.ts'
import { type AppConnection, connectApp } from '../connect.ts'
import { exits, usageError } from '../exit.ts'
import { follow, patienceMs } from '../follow.ts'
import { harmless, table } from '../text.ts'
import { hasSucceeded } from '../trace-text.ts'
import { dataFileFlag, notificationFlags, notificationOf, strategyFlag, strategyOf } from './notification.ts'

/** `push`. */
export const push: ClientCommand = {
  name: 'push',
  section: 'sending',
  summary: { en: 'Send a notification to one user', zh: '向一个用户发送推送通知' },
  notes: {
    en: 'With --follow or --sync the exit code is 0 only if at least one device succeeded.',
    zh: '使用 --follow 或 --sync 时，至少一台设备成功才返回退出码 0。',
  },
  arguments: [
    { name: 'USER', text: { en: 'the user id', zh: '用户 ID' } },
    { name: 'TEXT', optional: true, text: { en: "the notification's content", zh: '通知内容' } },
  ],
  flags: [
    ...notificationFlags,
    strategyFlag,
    { name: 'follow', text: { en: 'print each hop until the end', zh: '逐步打印直到结束' } },
    { name: 'sync', text: { en: "wait for the vendor's answer", zh: '等待厂商响应' } },
    { name: 'async', text: { en: 'answer when it is stored (default)', zh: '存储后立即返回（默认）' } },
    {
      name: 'idempotency-key',
      value: 'KEY',
      text: { en: 'the same key sends once', zh: '相同的键只发送一次' },
    },
    dataFileFlag,
  ],
  examples: [
    { line: 'posthouse push test1 "hello" --follow', text: { en: 'and watch each hop', zh: '并查看每一步' } },
    {
      line: 'posthouse push test1 --data-file message.json --sync',
      text: { en: 'everything the interface can say', zh: '使用接口的全部字段' },
    },
  ],
  async run(context) {
    const { given } = context
    const body = { ...strategyOf(given), pushMessage: notificationOf(context, 'push', given.words[1]) }
    if (given.isOn('sync') && (given.isOn('async') || given.isOn('follow'))) {
      throw usageError({
        en: '--sync waits by itself: leave --async and --follow away.',
        zh: '--sync 本身会等待：请不要同时使用 --async 或 --follow。',
      })
    }
    const app = await connectApp(context)
    const key = given.text('idempotency-key')
    const headers = key === undefined ? {} : { 'idempotency-key': key }
    const input = { params: { target: word(given, 0) }, body, headers }
    return given.isOn('sync') ? await sendSync(context, app, input) : await sendAsync(context, app, input)
  },
}

interface SendInput {
  readonly params: { readonly target: string }
  readonly body: { readonly strategy?: number; readonly pushMessage: Record<string, unknown> }
  readonly headers: Readonly<Record<string, string>>
}

async function sendAsync(context: Context, app: AppConnection, input: SendInput): Promise<Answer> {
  const { headers } = await app.call(pushEndpoints.pushAsync, input)
  const msgId = headers['posthouse-msg-id'] ?? ''
  if (!context.given.isOn('follow')) {
    const line = context.say({
      en: `Accepted as ${msgId}. See what becomes of it: posthouse trace ${msgId}`,
      zh: `已受理，msg_id ${msgId}。查看结果：posthouse trace ${msgId}`,
    })
    return { exit: exits.ok, value: { msgId }, lines: [line] }
  }
  const style = { lang: context.lang, timeZone: context.io.timeZone, details: false }
  return followedAnswer(context, await follow(context, app, msgId, style))
}

/** What `--follow` ends with: 0 only if at least one device succeeded. */
export function followedAnswer(
  { say }: Pick<Context, 'say'>,
  { trace, finished }: Awaited<ReturnType<typeof follow>>,
): Answer {
  const succeeded = hasSucceeded(trace)
  const seconds = patienceMs / 1_000
  const lines = finished
    ? []
    : [
        say({
          en: `Still going on after ${seconds} s; look again with: posthouse trace ${trace.msgId}`,
          zh: `${seconds} 秒后仍在进行；稍后查看：posthouse trace ${trace.msgId}`,
        }),
      ]
  return { exit: succeeded ? exits.ok : exits.failed, value: { finished, succeeded, ...trace }, lines }
}

async function sendSync(context: Context, app: AppConnection, input: SendInput): Promise<Answer> {
  const { reply, headers } = await app.call(pushEndpoints.pushSync, input)
  const succeeded = reply.some(({ pushStatus }) => pushStatus === 'SUCCESS')
  const rows = reply.map(({ pushStatus, desc, data }) => [
    pushStatus,
    harmless(desc ?? ''),
    data === undefined ? '' : harmless(JSON.stringify(data)),
  ])
  const msgId = headers['posthouse-msg-id'] ?? ''
  const hint = context.say({ en: `Why? posthouse trace ${msgId}`, zh: `查看原因：posthouse trace ${msgId}` })
  return {
    exit: succeeded ? exits.ok : exits.failed,
    value: { msgId, succeeded, results: reply },
    lines: [...table(rows), ...(succeeded ? [] : [hint])],
  }
}
