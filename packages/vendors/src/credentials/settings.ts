// Reads the members of a notifier's form that vendors have in common. Which members a vendor has is its own business.
import type { JsonObject } from '../json.ts'
import { CredentialError } from '../vendor.ts'

/**
 * A text among the notifier's settings, without the blanks that come from copying; nothing where it is absent, null or empty, as
 * forms send what nobody filled in. Throws {@link CredentialError} naming `settings.<member>`.
 */
export function settingText(settings: JsonObject, member: string): string | undefined {
  const value = settings[member]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw new CredentialError(`settings.${member}`, `${member} must be a text`)
  return value.trim() || undefined
}

/** A choice among the notifier's settings; nothing where it is not set. Throws {@link CredentialError} naming `settings.<member>`. */
export function settingChoice<T extends string>(
  settings: JsonObject,
  member: string,
  choices: readonly T[],
): T | undefined {
  const value = settingText(settings, member)
  const chosen = choices.find(choice => choice === value)
  if (value === undefined || chosen !== undefined) return chosen
  throw new CredentialError(`settings.${member}`, `${member} must be one of ${choices.join(', ')}`)
}
