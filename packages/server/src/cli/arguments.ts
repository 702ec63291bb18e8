// From the words that were typed to a command, its arguments and its flags; strict, with a sentence for each mistake.
import { parseArgs } from 'node:util'
import type { Command, Flag, Given } from './command.ts'
import { usageError } from './exit.ts'

/** Flags that every command takes. */
export const globalFlags: readonly Flag[] = [
  {
    name: 'data',
    value: 'DIR',
    text: {
      en: 'data directory of the server, where operator.json is looked for; default ./data',
      zh: '服务器的数据目录，从中读取 operator.json；默认 ./data',
    },
  },
  {
    name: 'server',
    value: 'URL',
    text: { en: 'base URL of the server; default: the one in operator.json', zh: '服务器地址；默认取自 operator.json' },
  },
  {
    name: 'admin-server',
    value: 'URL',
    text: {
      en: 'base URL of its admin interface, where that has a port of its own; default: the one in operator.json, else --server',
      zh: '管理接口的地址（使用独立端口时）；默认取自 operator.json，否则同 --server',
    },
  },
  {
    name: 'admin-key',
    value: 'KEY',
    text: { en: "the operator's key; default: the one in operator.json", zh: '运维密钥；默认取自 operator.json' },
  },
  {
    name: 'app',
    value: 'ORG/APP',
    text: { en: 'the app; default: the demo app, else the only one', zh: '应用；默认为演示应用，否则为唯一的应用' },
  },
  { name: 'json', text: { en: 'print one JSON value instead of text', zh: '输出一个 JSON 值，而不是文本' } },
  {
    name: 'lang',
    value: 'en|zh',
    choices: ['en', 'zh'],
    text: { en: 'language of the texts; default: from LANG', zh: '文本语言；默认由 LANG 决定' },
  },
  { name: 'help', text: { en: 'show the help text', zh: '显示帮助' } },
]

/** What was typed, cut at the command's name. */
export interface Cut {
  /** Flags before the name. */
  readonly before: readonly string[]
  /** The first words that are no flags: one or two, a possible name. */
  readonly first: string | undefined
  readonly second: string | undefined
  /** Everything after the first, and after the second word. */
  readonly afterFirst: readonly string[]
  readonly afterSecond: readonly string[]
}

/** Finds where the command's name begins: after flags that every command takes. */
export function cut(argv: readonly string[]): Cut {
  const start = skipFlags(argv, 0)
  const next = argv[start + 1]
  return {
    before: argv.slice(0, start),
    first: argv[start],
    second: next?.startsWith('-') ? undefined : next,
    afterFirst: argv.slice(start + 1),
    afterSecond: argv.slice(start + 2),
  }
}

/** The index of the first word that is neither a global flag nor its value; a foreign flag ends the search too. */
function skipFlags(argv: readonly string[], from: number): number {
  let at = from
  for (;;) {
    const flag = globalFlags.find(({ name }) => argv[at] === `--${name}` || argv[at]?.startsWith(`--${name}=`))
    if (!flag) return at
    at += flag.value !== undefined && !argv[at]?.includes('=') ? 2 : 1
  }
}

/** Reads the arguments of a command. Throws a usage error that names what is wrong and the right form. */
export function readGiven(command: Command, argv: readonly string[]): Given {
  const flags = [...command.flags, ...globalFlags]
  const given = readFlags(flags, argv)
  const wanted = command.arguments.filter(({ optional }) => !optional)
  const missing = given.isOn('help') ? undefined : wanted[given.words.length]
  const see = `posthouse help ${command.name}`
  if (missing) {
    throw usageError({
      en: `${command.name}: ${missing.name} is missing; see \`${see}\`.`,
      zh: `${command.name}：缺少 ${missing.name}；参见 \`${see}\`。`,
    })
  }
  const extra = given.words[command.arguments.length]
  if (extra !== undefined) {
    throw usageError({
      en: `${command.name}: "${extra}" is one word too many; put texts with spaces in quotes.`,
      zh: `${command.name}：多余的参数 "${extra}"；含空格的文本请加引号。`,
    })
  }
  return given
}

/** Reads flags wherever they stand; `--` ends them. */
export function readFlags(flags: readonly Flag[], argv: readonly string[]): Given {
  const options = Object.fromEntries(
    flags.map(({ name, value }) => [name, { type: value === undefined ? ('boolean' as const) : ('string' as const) }]),
  )
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true })
  const texts = new Map<string, string>()
  const words: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const flag = flags.find(({ name }) => token.rawName === `--${name}`)
    if (!flag) throw unknownFlag(token.rawName, flags)
    const value = flagValue(flag, token.value, token.inlineValue ?? false)
    const before = flag.repeats ? texts.get(flag.name) : undefined
    texts.set(flag.name, before === undefined ? value : `${before},${value}`)
  }
  return { words, text: name => texts.get(name), isOn: name => texts.has(name) }
}

function flagValue(flag: Flag, value: string | undefined, isInline: boolean): string {
  const { name, choices } = flag
  if (flag.value === undefined) {
    if (value === undefined) return ''
    throw usageError({ en: `--${name} takes no value.`, zh: `--${name} 不接受值。` })
  }
  // A value that looks like a flag is more likely a forgotten value.
  if (value === undefined || (!isInline && value.startsWith('-'))) {
    throw usageError({
      en: `--${name} needs a value: --${name}=${flag.value}.`,
      zh: `--${name} 需要一个值：--${name}=${flag.value}。`,
    })
  }
  if (choices && !choices.includes(value)) {
    const list = choices.join(', ')
    throw usageError({ en: `--${name} must be one of ${list}.`, zh: `--${name} 必须是以下之一：${list}。` })
  }
  return value
}

function unknownFlag(rawName: string, flags: readonly Flag[]): Error {
  const nearest = flags.find(({ name }) => isNear(rawName.replace(/^-+/, ''), name))
  const en = nearest ? ` Did you mean --${nearest.name}?` : ''
  const zh = nearest ? `是否想用 --${nearest.name}？` : ''
  return usageError({ en: `There is no flag ${rawName} here.${en}`, zh: `此处没有参数 ${rawName}。${zh}` })
}

/** Whether a typed word is likely meant to be a known one: a shared beginning, or one letter wrong. */
export function isNear(typed: string, known: string): boolean {
  if (typed.length < 2) return false
  if (known.startsWith(typed) || typed.startsWith(known)) return true
  if (Math.abs(typed.length - known.length) > 1 || known.length < 4) return false
  let start = 0
  while (start < typed.length && typed[start] === known[start]) start += 1
  const rest = (text: string, skip: number) => text.slice(start + skip)
  const [a, b] = [typed, known]
  const swapped = rest(a, 2) === rest(b, 2) && a[start] === b[start + 1] && a[start + 1] === b[start]
  return rest(a, 1) === rest(b, 1) || rest(a, 1) === rest(b, 0) || rest(a, 0) === rest(b, 1) || swapped
}
