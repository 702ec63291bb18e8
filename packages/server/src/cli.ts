// The command line: finds the command, runs it, prints its answer, and turns what went wrong into one sentence and an exit code.
import { cut, globalFlags, isNear, readFlags, readGiven } from './cli/arguments.ts'
import type { Answer, ClientCommand, Command, Context, Given, Lang } from './cli/command.ts'
import { commands } from './cli/commands.ts'
import { CommandError, exits, usageError } from './cli/exit.ts'
import { commandHelp, overview } from './cli/help.ts'
import { type CommandIo, processIo } from './cli/io.ts'

export type { CommandIo } from './cli/io.ts'

/** Runs a command in this process's own world; resolves with the exit code. */
export async function runProgram(argv: readonly string[], env: CommandIo['env']): Promise<number> {
  await using world = processIo(env)
  return await runCommand(argv, world.io)
}

/** Runs a command; resolves with the exit code and rejects only for a bug. Human texts go to stdout, problems to stderr. */
export async function runCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  let lang = langOf(io.env)
  try {
    const found = find(argv)
    lang = (found.given?.text('lang') as Lang | undefined) ?? lang
    if (found.kind === 'help') {
      for (const line of found.command ? commandHelp(found.command, lang) : overview(commands, lang)) print(io, line)
      return exits.ok
    }
    return await answer(found.command, found.given, lang, io)
  } catch (cause) {
    if (!(cause instanceof CommandError)) throw cause
    io.stderr.write(`posthouse: ${cause.text[lang]}\n`)
    return cause.exit
  }
}

type Found =
  | { readonly kind: 'help'; readonly command: Command | undefined; readonly given: Given | undefined }
  | { readonly kind: 'run'; readonly command: ClientCommand; readonly given: Given }

/** What was meant: a command to run, or a help text. */
function find(argv: readonly string[]): Found {
  const { before, first, second, afterFirst, afterSecond } = cut(argv)
  if (first === undefined) return { kind: 'help', command: undefined, given: readFlags(globalFlags, before) }
  if (first === '-h' || first === 'help') return helpOn(afterFirst, before)
  if (first === '--version' || first === '-v') return find([...before, 'version', ...afterFirst])
  if (first.startsWith('-')) readFlags(globalFlags, [first])
  const long = commands.find(({ name }) => name === `${first} ${second ?? ''}`)
  const command = long ?? commands.find(({ name }) => name === first)
  if (!command) throw unknownCommand(first, second)
  const rest = (long ? afterSecond : afterFirst).map(text => (text === '-h' ? '--help' : text))
  if ('isProgram' in command) return program(command, before, rest)
  const given = readGiven(command, [...before, ...rest])
  return given.isOn('help') ? { kind: 'help', command, given } : { kind: 'run', command, given }
}

/** `help`, `help push`, `help app create`. */
function helpOn(topic: readonly string[], before: readonly string[]): Found {
  const given = readFlags(globalFlags, [...before, ...topic])
  const name = given.words.join(' ')
  if (name === '') return { kind: 'help', command: undefined, given }
  const command = commands.find(one => one.name === name)
  if (!command) throw unknownCommand(given.words[0] ?? '', given.words[1])
  return { kind: 'help', command, given }
}

/** A program reads its own flags, so it must be the first word; `main.ts` has looked for it there already. */
function program(command: Command, before: readonly string[], rest: readonly string[]): Found {
  const given = readFlags([...globalFlags, ...command.flags], [...before, ...rest])
  if (given.isOn('help')) return { kind: 'help', command, given }
  const { name } = command
  throw usageError({
    en: `Write ${name} as the first word: posthouse ${name} [flags].`,
    zh: `请将 ${name} 写在最前：posthouse ${name} [选项]。`,
  })
}

async function answer(command: ClientCommand, given: Given, lang: Lang, io: CommandIo): Promise<number> {
  const asJson = given.isOn('json')
  const context: Context = {
    given,
    io,
    lang,
    say: text => text[lang],
    print: line => {
      if (!asJson) print(io, line)
    },
  }
  const { exit, value, lines }: Answer = await command.run(context)
  if (asJson) print(io, JSON.stringify(value))
  else for (const line of lines) print(io, line)
  return exit
}

function print(io: CommandIo, line: string): void {
  io.stdout.write(`${line}\n`)
}

/** The language of the texts, as POSIX orders its variables. */
function langOf(env: CommandIo['env']): Lang {
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find(text => text !== undefined && text !== '')
  return locale?.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

function unknownCommand(first: string, second: string | undefined): CommandError {
  const family = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name)
  if (family.length > 0) {
    const list = family.join(', ')
    const en = second === undefined ? `${first} what?` : `There is no command "${first} ${second}".`
    const zh = second === undefined ? `${first} 需要子命令。` : `没有命令 "${first} ${second}"。`
    return usageError({ en: `${en} Possible: ${list}.`, zh: `${zh}可用：${list}。` })
  }
  const near = commands.find(({ name }) => isNear(first, name))?.name
  const en = near ? `Did you mean ${near}?` : 'See `posthouse help`.'
  const zh = near ? `是否想用 ${near}？` : '参见 `posthouse help`。'
  return usageError({ en: `There is no command "${first}". ${en}`, zh: `没有命令 "${first}"。${zh}` })
}
