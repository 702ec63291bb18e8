// `posthouse notifier …`: add, list, remove and check vendor credentials.
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { type EndpointInput, type EndpointReply, notifierEndpoints } from '@posthouse/protocol'
import { vendors } from '@posthouse/vendors'
import { answered, type ClientCommand, type Context, type Flag, type Given, listed, word } from '../command.ts'
import { type AppConnection, connectApp } from '../connect.ts'
import { CommandError, exits, usageError } from '../exit.ts'
import { table } from '../text.ts'
import { checkOne, findingLines, hasError } from './finding.ts'

type NotifierForm = EndpointInput<typeof notifierEndpoints.notifierPut>['body']
type NotifierView = EndpointReply<typeof notifierEndpoints.notifierList>['entities'][number]

/** Largest credential file; the server takes no more. */
const fileBytesMax = 512 * 1024

const name = { name: 'NAME', text: { en: "the notifier's name", zh: '推送证书名称' } } as const

/** Flags of `notifier add` that go into the request as they are, by the request's member. */
const plainFlags: Readonly<Record<string, Flag>> = {
  packageName: {
    name: 'package',
    value: 'ID',
    text: { en: 'bundle id or Android package', zh: 'Bundle ID 或 Android 包名' },
  },
  certificate: {
    name: 'certificate',
    value: 'TEXT',
    text: {
      en: 'app secret, server key or file name, as the vendor calls for',
      zh: '密文、Server Key 或文件名，视厂商而定',
    },
  },
  teamId: { name: 'team-id', value: 'ID', text: { en: "Apple's team id", zh: 'Apple Team ID' } },
  keyId: { name: 'key-id', value: 'ID', text: { en: "Apple's key id", zh: 'Apple Key ID' } },
  passphrase: { name: 'passphrase', value: 'TEXT', text: { en: 'of a .p12 file', zh: '.p12 文件的密码' } },
}

/** `notifier add`. */
export const notifierAdd: ClientCommand = {
  name: 'notifier add',
  section: 'notifiers',
  summary: { en: 'Add a vendor credential under a name', zh: '以指定名称添加厂商凭据' },
  notes: {
    en: 'A secret given as --certificate shows in the process list; --certificate-file reads it from a file instead.',
    zh: '以 --certificate 提供的密文会出现在进程列表中；可用 --certificate-file 从文件读取。',
  },
  arguments: [name],
  flags: [
    {
      name: 'provider',
      value: 'PROVIDER',
      choices: vendors.map(({ provider }) => provider),
      text: {
        en: `one of ${vendors.map(one => one.provider).join(', ')}`,
        zh: `可选 ${vendors.map(one => one.provider).join('、')}`,
      },
    },
    {
      name: 'environment',
      value: 'ENVIRONMENT',
      choices: ['PRODUCTION', 'DEVELOPMENT'],
      text: { en: 'PRODUCTION (default) or DEVELOPMENT', zh: 'PRODUCTION（默认）或 DEVELOPMENT' },
    },
    ...Object.values(plainFlags),
    {
      name: 'certificate-file',
      value: 'PATH',
      text: { en: 'file that holds the text of --certificate', zh: '包含 --certificate 文本的文件' },
    },
    {
      name: 'file',
      value: 'PATH',
      text: { en: '.p8, .p12 or service account JSON to upload', zh: '要上传的 .p8、.p12 或服务账号 JSON' },
    },
    {
      name: 'settings',
      value: 'JSON',
      text: { en: "the vendor's settings object", zh: '厂商设置对象' },
    },
  ],
  examples: [
    {
      line: 'posthouse notifier add ios --provider APNS --package com.example.chat --team-id TEAM123456 --key-id KEY1234567 --file AuthKey.p8',
      text: { en: 'a key of Apple', zh: 'Apple 密钥' },
    },
    {
      line: 'posthouse notifier add 123456789012 --provider ANDROID --file service-account.json',
      text: { en: 'Firebase; the name is the sender id', zh: 'Firebase；名称为发送者 ID' },
    },
  ],
  async run(context) {
    const { given, say } = context
    const body = formOf(given, context.io.cwd)
    const app = await connectApp(context)
    const { reply } = await app.call(notifierEndpoints.notifierPut, { body })
    const [entity] = reply.entities
    const added = entity?.name ?? word(given, 0)
    return answered(entity, [
      say({
        en: `Notifier ${added} is stored. Ask the vendor about it with \`posthouse notifier check ${added}\`.`,
        zh: `推送证书 ${added} 已保存。可用 \`posthouse notifier check ${added}\` 向厂商验证。`,
      }),
    ])
  },
}

/** `notifier list`. */
export const notifierList: ClientCommand = {
  name: 'notifier list',
  section: 'notifiers',
  summary: { en: "The app's notifiers", zh: '列出应用的推送证书' },
  arguments: [],
  flags: [],
  examples: [{ line: 'posthouse notifier list', text: { en: 'without secrets', zh: '不含密钥' } }],
  async run(context) {
    const app = await connectApp(context)
    const entities = await notifiersOf(app)
    const off = context.say({ en: 'disabled', zh: '未启用' })
    const rows = entities.map(one => [
      one.name,
      one.provider,
      one.environment,
      one.packageName ?? '',
      one.disabled ? off : '',
    ])
    return answered(entities, listed(context, table(rows)))
  },
}

/** `notifier remove`. */
export const notifierRemove: ClientCommand = {
  name: 'notifier remove',
  section: 'notifiers',
  summary: { en: 'Remove a notifier; bindings to its name stay', zh: '删除推送证书；对其名称的绑定保留' },
  arguments: [name],
  flags: [],
  examples: [{ line: 'posthouse notifier remove ios', text: { en: 'the credential is deleted', zh: '凭据被删除' } }],
  async run(context) {
    const app = await connectApp(context)
    const found = await knownNotifier(app, word(context.given, 0))
    await app.call(notifierEndpoints.notifierDelete, { params: { uuid: found.uuid } })
    return answered({ removed: found.name }, [
      context.say({ en: `Notifier ${found.name} is removed.`, zh: `推送证书 ${found.name} 已删除。` }),
    ])
  },
}

/** `notifier resume`. */
export const notifierResume: ClientCommand = {
  name: 'notifier resume',
  section: 'notifiers',
  summary: {
    en: 'Send through a notifier again: ends its pause, or enables it',
    zh: '恢复使用推送证书：结束暂停，或重新启用',
  },
  notes: {
    en: 'For an owner who bought more of a used-up quota. What waits already goes at the time it waits for; new pushes go at once.',
    zh: '适用于配额用尽后已购买更多配额的情况。已在等待的推送仍按原定时间发送，新的推送立即发送。',
  },
  arguments: [name],
  flags: [],
  examples: [
    { line: 'posthouse notifier resume vivo-app', text: { en: 'without a new credential', zh: '无需更换凭据' } },
  ],
  async run(context) {
    const app = await connectApp(context)
    const found = await knownNotifier(app, word(context.given, 0))
    await app.call(notifierEndpoints.notifierPut, { body: { notifierId: found.uuid, disabled: false } })
    return answered({ resumed: found.name }, [
      context.say({ en: `Notifier ${found.name} is in use again.`, zh: `推送证书 ${found.name} 已恢复使用。` }),
    ])
  },
}

/** `notifier check`. */
export const notifierCheck: ClientCommand = {
  name: 'notifier check',
  section: 'notifiers',
  summary: {
    en: 'Ask the vendor whether a notifier works; reaches no phone',
    zh: '向厂商验证推送证书是否可用；不会推送到手机',
  },
  arguments: [name],
  flags: [],
  examples: [
    { line: 'posthouse notifier check ios', text: { en: 'exit code 1 on an error', zh: '有错误时退出码为 1' } },
  ],
  async run(context) {
    const app = await connectApp(context)
    const findings = await checkOne(app, word(context.given, 0))
    const exit = hasError(findings) ? exits.failed : exits.ok
    return { exit, value: { findings }, lines: findingLines(findings, context.lang) }
  },
}

/** The app's notifiers as the interface shows them. */
export async function notifiersOf(app: AppConnection): Promise<readonly NotifierView[]> {
  return (await app.call(notifierEndpoints.notifierList)).reply.entities
}

async function knownNotifier(app: AppConnection, wanted: string): Promise<NotifierView> {
  const found = (await notifiersOf(app)).find(one => one.name === wanted)
  if (found) return found
  throw new CommandError(exits.failed, {
    en: `There is no notifier ${wanted}; see \`posthouse notifier list\`.`,
    zh: `没有名为 ${wanted} 的推送证书；参见 \`posthouse notifier list\`。`,
  })
}

/** The request's body. */
function formOf(given: Given, cwd: string): NotifierForm {
  const provider = given.text('provider')
  const vendor = vendors.find(one => one.provider === provider)
  if (provider === undefined || !vendor) {
    throw usageError({ en: '--provider is missing.', zh: '缺少 --provider。' })
  }
  const members = Object.entries(plainFlags).map(([member, flag]) => [member, given.text(flag.name)] as const)
  const file = given.text('file')
  const secretFile = given.text('certificate-file')
  const settings = settingsOf(given)
  return {
    ...Object.fromEntries(members.filter(([, value]) => value !== undefined)),
    name: word(given, 0),
    provider,
    environment: given.text('environment') === 'DEVELOPMENT' ? 'DEVELOPMENT' : 'PRODUCTION',
    ...(secretFile === undefined ? {} : { certificate: readSmall(cwd, secretFile).toString('utf8').trim() }),
    ...(file === undefined ? {} : { file: readSmall(cwd, file).toString('base64') }),
    ...(settings === undefined ? {} : { [vendor.settingsKeys[0] ?? '']: settings }),
  }
}

function settingsOf(given: Given): object | undefined {
  const text = given.text('settings')
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
    throw new SyntaxError('not an object')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw usageError({ en: `--settings is no JSON object (${why}).`, zh: `--settings 不是 JSON 对象（${why}）。` })
  }
}

function readSmall(cwd: Context['io']['cwd'], path: string): Buffer {
  const absolute = resolve(cwd, path)
  try {
    if (statSync(absolute).size > fileBytesMax) throw new Error(`larger than ${fileBytesMax} bytes`)
    return readFileSync(absolute)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw usageError({ en: `${path} cannot be read (${why}).`, zh: `无法读取 ${path}（${why}）。` })
  }
}
