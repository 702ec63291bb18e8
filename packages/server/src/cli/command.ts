// What a command is: words, flags and a function, as data. Parsing, help texts and the guide are made from it.
import type { Bilingual } from '../domain/reason.ts'
import type { Exit } from './exit.ts'
import type { CommandIo } from './io.ts'

/** A language that a person reads. */
export type Lang = keyof Bilingual

/** A flag. `switch` takes no value. */
export interface Flag {
  /** Without dashes. */
  readonly name: string
  /** What stands for the value in help texts; absent = a switch. */
  readonly value?: string
  readonly text: Bilingual
  readonly choices?: readonly string[]
  /** May be given several times; the values are then joined by commas. */
  readonly repeats?: true
}

/** A word after the command's name. */
export interface Argument {
  /** In capitals, as usage shows it. */
  readonly name: string
  readonly text: Bilingual
  readonly optional?: true
}

/** A line that can be copied, and what it does. */
export interface Example {
  readonly line: string
  readonly text: Bilingual
}

/** The parts of the help text's overview. */
export const sections = {
  server: { en: 'Server', zh: '服务器' },
  apps: { en: 'Apps and users', zh: '应用与用户' },
  sending: { en: 'Sending and looking up', zh: '推送与查询' },
  notifiers: { en: 'Notifiers', zh: '推送证书' },
  callbacks: { en: 'Callbacks', zh: '回调' },
} as const satisfies Readonly<Record<string, Bilingual>>

/** What every command says about itself. */
export interface CommandWords {
  /** One word or two: `push`, `app create`. */
  readonly name: string
  readonly section: keyof typeof sections
  readonly summary: Bilingual
  /** More than the summary, where that needs saying. */
  readonly notes?: Bilingual
  readonly arguments: readonly Argument[]
  readonly flags: readonly Flag[]
  readonly examples: readonly Example[]
}

/** A command: it asks a running server, or it is a program of its own that reads its arguments itself. */
export type Command = ClientCommand | ProgramCommand

/** A command that asks a running server. */
export interface ClientCommand extends CommandWords {
  readonly run: (context: Context) => Promise<Answer>
}

/** A program of its own, started by `main.ts` before commands are looked at; here it has its words only. */
export interface ProgramCommand extends CommandWords {
  readonly isProgram: true
}

/** What a command answers. */
export interface Answer {
  readonly exit: Exit
  /** The value that `--json` prints. */
  readonly value: unknown
  /** What a person reads, besides what was printed while it ran. */
  readonly lines: readonly string[]
}

/** The words and flags of one call. */
export interface Given {
  /** As many as the command demands at least. */
  readonly words: readonly string[]
  text(flag: string): string | undefined
  isOn(flag: string): boolean
}

/** What a running command has. */
export interface Context {
  readonly given: Given
  readonly io: CommandIo
  readonly lang: Lang
  /** The text in the reader's language. */
  say(text: Bilingual): string
  /** Prints a line at once; silent with `--json`. */
  print(line: string): void
}

/** The word at a place, which the command's arguments demand. */
export function word(given: Given, at: number): string {
  const found = given.words[at]
  if (found === undefined) throw new Error(`argument ${at} was not demanded by the command's declaration`)
  return found
}

/** An answer that went well. */
export function answered(value: unknown, lines: readonly string[]): Answer {
  return { exit: 0, value, lines }
}

/** The lines of a list, or a sentence where there is nothing in it. */
export function listed({ say }: Pick<Context, 'say'>, lines: readonly string[]): readonly string[] {
  return lines.length > 0 ? lines : [say({ en: 'None.', zh: '没有记录。' })]
}
