// One setting of an app as a form needs it: where it stands, what it may be, its default, and its words in both languages. Knows no
// component and no server.
import type { AppsSetting } from '@posthouse/client/rest'
import { countText } from '../../words/formats.ts'
import type { Language } from '../../words/language-tag.ts'

/** A text in both languages. */
export interface Bilingual {
  readonly en: string
  readonly zh: string
}

/** A setting's value; null = its default. */
export type Value = boolean | number | string | null

/** What a setting may be. */
export type Kind =
  | { readonly is: 'switch' }
  | {
      readonly is: 'number'
      readonly min: number
      readonly max: number
      readonly unit?: Bilingual
      /** What 0 means, where it is no number like the others. */
      readonly zero?: Bilingual
    }
  | { readonly is: 'choice'; readonly options: readonly Option[] }

/** One of the values of a choice. */
export interface Option extends Bilingual {
  readonly value: string | number
}

/** A setting. */
export interface Setting {
  /** `pushOpen`, or `chat.ackWaitMs` where it is a member of a group. */
  readonly path: string
  readonly kind: Kind
  /** What holds where the app says nothing; null = nothing does. */
  readonly standard: Value
  /** Whether the server keeps "nothing said"; else the default is said like any other value. */
  readonly removable: boolean
  readonly title: Bilingual
  /** What it does, and what follows from changing it. */
  readonly text: Bilingual
}

/** Settings under one heading. */
export interface Section {
  readonly title: Bilingual
  readonly text: Bilingual
  readonly settings: readonly Setting[]
}

/** The value that an app has said, or null. */
export function saidValue(settings: AppsSetting, { path }: Pick<Setting, 'path'>): Value {
  let at: unknown = settings
  for (const name of path.split('.')) at = isRecord(at) ? at[name] : undefined
  return typeof at === 'boolean' || typeof at === 'number' || typeof at === 'string' ? at : null
}

/** The value that holds: the one said, or the default. */
export function heldValue(setting: Setting, said: Value): Value {
  return said ?? setting.standard
}

/** A value in words: `10 a second`, `off`, `no limit`. */
export function valueText({ kind, standard }: Setting, said: Value, language: Language): string {
  const value = said ?? standard
  if (value === null) return nothing[language]
  switch (kind.is) {
    case 'switch':
      return (value === true ? on : off)[language]
    case 'choice':
      return kind.options.find(option => option.value === value)?.[language] ?? String(value)
    case 'number':
      if (value === 0 && kind.zero) return kind.zero[language]
      return `${countText(Number(value), language)}${kind.unit ? ` ${kind.unit[language]}` : ''}`
  }
}

/** Why a value cannot be saved, or undefined. */
export function objection({ kind, standard }: Setting, value: Value, language: Language): string | undefined {
  if (kind.is !== 'number') return undefined
  if (value === null) return undefined
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= kind.min && value <= kind.max
  if (fits) return undefined
  const [min, max] = [countText(kind.min, language), countText(kind.max, language)]
  const none = standard === null ? { en: ', or nothing', zh: '，或留空' }[language] : ''
  return { en: `A whole number from ${min} to ${max}${none}.`, zh: `请输入 ${min} 至 ${max} 之间的整数${none}。` }[
    language
  ]
}

/** The words of a switch. */
const on: Bilingual = { en: 'on', zh: '开' }
/** See {@link on}. */
const off: Bilingual = { en: 'off', zh: '关' }
const nothing: Bilingual = { en: 'none', zh: '无' }

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
