// Help texts, made from the commands' own declarations; pure.
import { version } from '../app/version.ts'
import type { Bilingual } from '../domain/reason.ts'
import { globalFlags } from './arguments.ts'
import { type Argument, type Command, type Flag, type Lang, sections } from './command.ts'
import { table } from './text.ts'

/** What `posthouse help` shows. */
export function overview(commands: readonly Command[], lang: Lang): readonly string[] {
  const inSection = Map.groupBy(commands, ({ section }) => section)
  return [
    `Posthouse ${version}: ${words.product[lang]}`,
    '',
    words.usage[lang],
    ...[...inSection].flatMap(([section, members]) => [
      '',
      sections[section][lang],
      ...table(
        members.map(({ name, summary }) => [name, summary[lang]]),
        '  ',
      ),
    ]),
    '',
    words.global[lang],
    ...table(flagRows(globalFlags, lang), '  '),
    '',
    words.environment[lang],
    ...table(
      environment.map(([name, text]) => [name, text[lang]]),
      '  ',
    ),
    '',
    words.exits[lang],
    ...table(
      exitWords.map(([code, text]) => [code, text[lang]]),
      '  ',
    ),
    '',
    words.more[lang],
  ]
}

/** What `posthouse help COMMAND` shows. */
export function commandHelp(command: Command, lang: Lang): readonly string[] {
  const { summary, notes, flags, examples } = command
  const title = (text: Bilingual, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', text[lang], ...lines]
  return [
    `${summary[lang]}${{ en: '.', zh: '。' }[lang]}`,
    '',
    usageOf(command),
    ...title(
      words.arguments,
      table(
        command.arguments.map(argument => [argument.name, argument.text[lang]]),
        '  ',
      ),
    ),
    ...title(words.flags, table(flagRows(flags, lang), '  ')),
    ...title(
      words.examples,
      examples.flatMap(({ line, text }) => [`  ${line}`, `      ${text[lang]}`]),
    ),
    ...(notes === undefined ? [] : ['', notes[lang]]),
    ...('isProgram' in command ? [] : ['', words.alsoGlobal[lang]]),
  ]
}

/** `posthouse push USER [TEXT] [flags]`. */
export function usageOf(command: Command): string {
  const given = command.arguments.map(argumentForm)
  return ['posthouse', command.name, ...given, ...(command.flags.length > 0 ? ['[flags]'] : [])].join(' ')
}

/** `--title TEXT`. */
export function flagForm({ name, value }: Flag): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`
}

/** Variables that stand for flags. */
export const environment: readonly (readonly [string, Bilingual])[] = [
  ['POSTHOUSE_DATA', { en: 'as --data', zh: '等同 --data' }],
  ['POSTHOUSE_SERVER', { en: 'as --server', zh: '等同 --server' }],
  [
    'POSTHOUSE_ADMIN_KEY',
    { en: 'as --admin-key, without showing in the process list', zh: '等同 --admin-key，且不出现在进程列表' },
  ],
  ['POSTHOUSE_APP', { en: 'as --app', zh: '等同 --app' }],
]

/** What exit codes mean. */
export const exitWords: readonly (readonly [string, Bilingual])[] = [
  ['0', { en: 'done', zh: '成功' }],
  ['1', { en: 'the operation failed, or a check found an error', zh: '操作失败，或检查发现错误' }],
  ['2', { en: 'wrong usage', zh: '用法错误' }],
  [
    '69',
    {
      en: 'the server cannot be reached; of `serve`: its database cannot, and may be there when it is started again',
      zh: '无法连接服务器；对 `serve` 而言：暂时无法连接数据库，稍后可重新启动',
    },
  ],
  ['77', { en: 'the server refused the credential', zh: '服务器拒绝凭据' }],
  ['78', { en: 'the configuration cannot be used', zh: '配置不可用' }],
]

function argumentForm({ name, optional }: Argument): string {
  return optional ? `[${name}]` : name
}

function flagRows(flags: readonly Flag[], lang: Lang): readonly (readonly string[])[] {
  return flags.map(flag => [flagForm(flag), flag.text[lang]])
}

/** Headings of help texts and guide. */
export const words = {
  product: { en: 'offline push for instant messaging', zh: '即时通讯离线推送平台（驿站）' },
  usage: { en: 'Usage: posthouse COMMAND [arguments] [flags]', zh: '用法：posthouse 命令 [参数] [选项]' },
  global: { en: 'Flags of every command', zh: '所有命令通用的选项' },
  environment: { en: 'Environment', zh: '环境变量' },
  exits: { en: 'Exit codes', zh: '退出码' },
  more: { en: 'One command in full: posthouse help COMMAND', zh: '查看单个命令：posthouse help 命令' },
  arguments: { en: 'Arguments', zh: '参数' },
  flags: { en: 'Flags', zh: '选项' },
  examples: { en: 'Examples', zh: '示例' },
  alsoGlobal: {
    en: 'Besides: --data --server --admin-key --app --json --lang (see posthouse help).',
    zh: '另有：--data --server --admin-key --app --json --lang（见 posthouse help）。',
  },
} as const satisfies Readonly<Record<string, Bilingual>>
