// Changes that are not saved yet: what was typed, what the server is asked for, and the list of before and after. Pure.
import type { AppsSetting, AppsSettingsInput } from '@posthouse/client/rest'
import { quotaSection, rateSection, taskSection } from './limits.ts'
import { chatSection, openSection, pushSection } from './policies.ts'
import { objection, type Section, type Setting, saidValue, type Value } from './setting.ts'

/** The sections of the tab of limits. */
export const limitSections: readonly Section[] = [rateSection, quotaSection, taskSection]
/** The sections of the tab of policies. */
export const policySections: readonly Section[] = [pushSection, openSection, chatSection]
/** Every setting there is. */
export const allSettings: readonly Setting[] = [...limitSections, ...policySections].flatMap(({ settings }) => settings)

/** Values by path; what is not in it is as it was. */
export type Draft = Readonly<Record<string, Value>>

/** One change that is to be saved. */
export interface Difference {
  readonly setting: Setting
  readonly before: Value
  readonly after: Value
}

/** A draft with one more change; a value that is as before is none. The default, typed, is nothing said. */
export function drafted(draft: Draft, settings: AppsSetting, setting: Setting, value: Value): Draft {
  const after = normal(setting, value)
  const { [setting.path]: _before, ...rest } = draft
  return after === normal(setting, saidValue(settings, setting)) ? rest : { ...rest, [setting.path]: after }
}

/** What a setting shows: the draft's value, or the one said. */
export function shownValue(draft: Draft, settings: AppsSetting, setting: Setting): Value {
  const value = draft[setting.path]
  return value === undefined ? saidValue(settings, setting) : value
}

/** What saving would change, in the order of the page. */
export function differences(draft: Draft, settings: AppsSetting): readonly Difference[] {
  return allSettings.flatMap(setting => {
    const after = draft[setting.path]
    return after === undefined ? [] : [{ setting, before: saidValue(settings, setting), after }]
  })
}

/** Whether some value cannot be saved. */
export function hasObjection(draft: Draft): boolean {
  return allSettings.some(setting => {
    const value = draft[setting.path]
    return value !== undefined && objection(setting, value, 'en') !== undefined
  })
}

/** The request that saves a draft; members of groups stand inside their group. */
export function changeOf(draft: Draft): AppsSettingsInput {
  const change: Record<string, unknown> = {}
  for (const [path, value] of Object.entries(draft)) {
    const [group = '', member] = path.split('.')
    change[group] = member === undefined ? value : { ...(change[group] as object | undefined), [member]: value }
  }
  return change
}

function normal({ standard, removable }: Setting, value: Value): Value {
  if (!removable) return value ?? standard
  return value === standard ? null : value
}
