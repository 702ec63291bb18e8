// What the app's owner enters for this vendor. Refuses to know how it is used.
import type { FormField } from '../credentials/form.ts'
import { CredentialError, type NotifierInput } from '../vendor.ts'

/** An app's key at the service. */
export interface TemplateCredentials {
  readonly apiKey: string
}

/** What the console asks for. */
export const FORM: readonly FormField[] = [
  { field: 'certificate', label: { en: 'API key', zh: 'API 密钥' }, kind: 'secret', isRequired: true },
]

/** Reads a notifier form. Throws {@link CredentialError} naming `certificate`; never echoes the value. */
export function parseCredentials(input: NotifierInput): TemplateCredentials {
  const apiKey = input.certificate?.trim() ?? ''
  if (!/^[0-9a-f]{32}$/.test(apiKey)) {
    throw new CredentialError('certificate', 'The API key has 32 hexadecimal digits.')
  }
  return { apiKey }
}
