// What a rule of the linter is given: a notification that was rendered, and how.
import type { Look } from '../look.ts'
import type { Notification } from '../notification.ts'
import type { AnyVendor, Opaque } from '../registry.ts'
import type { RenderTarget } from '../vendor.ts'
import type { RecordedReads } from './recorded-reads.ts'

/** See the head of the file. */
export interface Inspected {
  readonly vendor: AnyVendor
  readonly notification: Notification
  readonly target: RenderTarget<Opaque<'credentials'>>
  readonly look: Look
  readonly reads: RecordedReads
}
