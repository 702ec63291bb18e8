// What the operator's people are not shown: the device tokens in answers of an app's own endpoints (S15). In their place stands the
// fingerprint that logs and traces use, so that a person can compare.
import { fingerprint } from '../base/crypto.ts'

/** The member that holds a device token wherever the Easemob interface shows one (spec/easemob.md §2.1, §2.3). */
const tokenMember = 'device_token'

/** The same answer with fingerprints for device tokens. Answers are lists and objects of our own making, a few levels deep. */
export function withoutDeviceTokens(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDeviceTokens)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === tokenMember && typeof member === 'string' ? fingerprint(member) : withoutDeviceTokens(member),
    ]),
  )
}
