// One setting of an app on the command line: its flag, its change and its line; and how values are read.
import type { appEndpoints, EndpointInput, EndpointReply } from '@posthouse/protocol'
import type { Bilingual } from '../../domain/reason.ts'
import type { Flag, Lang } from '../command.ts'
import { usageError } from '../exit.ts'

/** An app's settings as they are shown. */
export type Shown = EndpointReply<typeof appEndpoints.appGet>['app']['settings']
/** A change of them. */
export type Change = EndpointInput<typeof appEndpoints.appSettings>['body']

/** One setting: its flag, the change that a value of it asks for, and its line. */
export interface Setting {
  readonly flag: Flag
  readonly change: (value: string) => Change
  readonly label: Bilingual
  readonly shown: (settings: Shown, lang: Lang) => string
}

/** A flag that takes one of the values, or `default`. */
export function choice(name: string, values: readonly string[], text: Bilingual): Flag {
  const choices = [...values, 'default']
  const list = choices.join('|')
  return { name, value: list, choices, text: { en: `${list}: ${text.en}`, zh: `${list}：${text.zh}` } }
}

/** `default` is null. */
export function onOff(value: string): boolean | null {
  return value === 'default' ? null : value === 'on'
}

/** Throws a usage error that names the flag. */
export function numberOf(flag: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text)
  throw usageError({ en: `--${flag} must be a number.`, zh: `--${flag} 必须是数字。` })
}
