// Reads the members of a notifier's form that vendors have in common. Which members a vendor has is its own business.
import type { JsonObject } from './json.ts'
import { CredentialError } from './vendor.ts'

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
