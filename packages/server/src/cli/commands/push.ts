// `posthouse push`: sends to one user through the same endpoint as an app's server, and shows what became of it.
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { kibibyte, pushEndpoints } from '@posthouse/protocol'
import { type Answer, type ClientCommand, type Context, word } from '../command.ts'
import { type AppConnection, connectApp } from '../connect.ts'
import { exits, usageError } from '../exit.ts'
import { follow, patienceMs } from '../follow.ts'
import { harmless, table } from '../text.ts'
import { hasSucceeded } from '../trace-text.ts'
import { categoryFlag, categoryOf } from './category.ts'

/** What the endpoint takes. */
const bodyBytesMax: number = 64 * kibibyte

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
    { name: 'title', value: 'TEXT', text: { en: 'default: "Posthouse"', zh: '默认 "Posthouse"' } },
    categoryFlag({ en: "what kind it is; default: the app's", zh: '通知的分类；默认取应用的设置' }),
    {
      name: 'strategy',
      value: '0-4',
      choices: ['0', '1', '2', '3', '4'],
      text: { en: 'which channels, in which order; default 2, the vendor channel', zh: '通道及顺序；默认 2，厂商通道' },
    },
    { name: 'follow', text: { en: 'print each hop until the end', zh: '逐步打印直到结束' } },
    { name: 'sync', text: { en: "wait for the vendor's answer", zh: '等待厂商响应' } },
    { name: 'async', text: { en: 'answer when it is stored (default)', zh: '存储后立即返回（默认）' } },
    {
      name: 'idempotency-key',
      value: 'KEY',
      text: { en: 'the same key sends once', zh: '相同的键只发送一次' },
    },
    {
      name: 'data-file',
      value: 'PATH',
      text: {
        en: 'a `pushMessage` as JSON; TEXT, --title and --category change it',
        zh: 'JSON 格式的 `pushMessage`；TEXT、--title 与 --category 会覆盖其内容',
      },
    },
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
    const body = bodyOf(context)
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

function bodyOf({ given, io }: Context): SendInput['body'] {
  const path = given.text('data-file')
  const content = given.words[1]
  if (path === undefined && content === undefined) {
    throw usageError({ en: 'push: TEXT is missing, or --data-file.', zh: 'push：缺少 TEXT 或 --data-file。' })
  }
  const fromFile = path === undefined ? { title: 'Posthouse' } : readMessage(resolve(io.cwd, path), path)
  const title = given.text('title')
  const strategy = given.text('strategy')
  const category = categoryOf(given)
  const pushMessage = {
    ...fromFile,
    ...(title === undefined ? {} : { title }),
    ...(content === undefined ? {} : { content }),
    ...(category === undefined ? {} : { category }),
  }
  return { ...(strategy === undefined ? {} : { strategy: Number(strategy) }), pushMessage }
}

function readMessage(absolute: string, path: string): object {
  try {
    if (statSync(absolute).size > bodyBytesMax) throw new Error(`larger than ${bodyBytesMax} bytes`)
    const value: unknown = JSON.parse(readFileSync(absolute, 'utf8'))
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('no JSON object')
    // A whole request body is what people have at hand; its message is what is meant.
    return 'pushMessage' in value && typeof value.pushMessage === 'object' ? (value.pushMessage ?? {}) : value
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw usageError({ en: `${path} cannot be used (${why}).`, zh: `无法使用 ${path}（${why}）。` })
  }
}
