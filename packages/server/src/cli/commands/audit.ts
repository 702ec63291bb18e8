// `posthouse audit`: who changed what, and whether the log itself was left alone.
import { auditEndpoints, type EndpointReply } from '@posthouse/protocol'
import { type Answer, answered, type ClientCommand, type Context, listed } from '../command.ts'
import { connect, connectApp } from '../connect.ts'
import { exits, usageError } from '../exit.ts'
import { dateOf, harmless, table } from '../text.ts'
import { pageFlags, pageOf } from './page.ts'

type Entry = EndpointReply<typeof auditEndpoints.auditList>['entries'][number]

/** `audit`. */
export const audit: ClientCommand = {
  name: 'audit',
  section: 'server',
  summary: { en: 'Who changed what, newest first', zh: '谁修改了什么，最新的在前' },
  notes: {
    en: 'What changes something is written down before it happens, by the names of what was given and never its values. --verify hashes the whole log again and fails where an entry was changed or removed; keep the hash that it prints elsewhere.',
    zh: '修改操作在执行之前即被记录，只记录所提供内容的名称，从不记录其值。--verify 重新计算整个日志的哈希，若有记录被修改或删除则失败；请将其输出的哈希另行保存。',
  },
  arguments: [],
  flags: [
    ...pageFlags,
    { name: 'actor', value: 'NAME', text: { en: 'only of this account or key', zh: '仅限该账号或密钥' } },
    {
      name: 'action',
      value: 'NAME',
      text: { en: 'only this operation, as labels.create', zh: '仅限该操作，如 labels.create' },
    },
    { name: 'here', text: { en: 'only what is about the app at hand', zh: '仅限当前应用' } },
    { name: 'verify', text: { en: 'whether the log was left alone', zh: '校验日志是否被改动' } },
  ],
  examples: [
    { line: 'posthouse audit --actor bo', text: { en: 'what bo did', zh: 'bo 的操作' } },
    { line: 'posthouse audit --verify', text: { en: 'the whole log', zh: '整个日志' } },
  ],
  async run(context) {
    const { given } = context
    if (given.isOn('verify')) return await verified(context)
    const { limit, cursor } = pageOf(given)
    const [actor, action] = [given.text('actor'), given.text('action')]
    const query = {
      limit,
      ...(cursor === undefined ? {} : { cursor: seqFrom(cursor) }),
      ...(actor === undefined ? {} : { actor }),
      ...(action === undefined ? {} : { action }),
    }
    const page = given.isOn('here')
      ? await (await connectApp(context)).operate(auditEndpoints.auditOfApp, { query })
      : await connect(context).operate(auditEndpoints.auditList, { query })
    const next = page.cursor === undefined ? [] : [`--cursor ${page.cursor}`]
    return answered(page, listed(context, [...table(page.entries.map(entry => rowOf(context, entry))), ...next]))
  },
}

async function verified(context: Context): Promise<Answer> {
  const verdict = await connect(context).operate(auditEndpoints.auditVerify)
  const { entries, head, broken } = verdict
  if (!broken) {
    const text = { en: `${entries} entries hold; the last hash is`, zh: `${entries} 条记录完好；最后的哈希为` }
    return answered(verdict, [context.say(text), head])
  }
  const text = context.say({
    en: `The log does not hold at entry ${broken.seq} (${broken.kind}); the ${entries} before it do.`,
    zh: `日志在第 ${broken.seq} 条处不一致（${broken.kind}）；之前的 ${entries} 条完好。`,
  })
  return { exit: exits.failed, value: verdict, lines: [text] }
}

function seqFrom(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw usageError({ en: '--cursor must be the number of an entry.', zh: '--cursor 必须是记录的编号。' })
}

function rowOf({ say, io }: Context, entry: Entry): readonly string[] {
  const { seq, at, actor, address, action, app, params, members, outcome, code } = entry
  const ended = outcome === 'begun' || outcome === 'done' ? '' : `${say(outcomes[outcome])}${code ? ` ${code}` : ''}`
  const what = [
    ...(app ? [`${app.org}/${app.app}`] : []),
    ...Object.entries(params).map(([name, value]) => `${name}=${value}`),
    ...(members.length === 0 ? [] : [`{${members.join(', ')}}`]),
    ...(ended === '' ? [] : [ended]),
  ]
  const who = actor.name === '' ? say({ en: '(unknown)', zh: '（未知）' }) : actor.name
  return [String(seq), dateOf(at, io.timeZone), who, address, action, what.join(' ')].map(harmless)
}

const outcomes = {
  refused: { en: 'refused', zh: '被拒绝' },
  failed: { en: 'failed', zh: '失败' },
} as const
