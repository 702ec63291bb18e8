// The linter: renders a notification as a push does, and compares what was asked for with what the vendor gets and the phone shows.
// Pure. Knows no vendor; what differs between them they declare themselves (look.ts, `lacks`).
import type { Look } from '../look.ts'
import type { Notification } from '../notification.ts'
import type { AnyVendor, Opaque } from '../registry.ts'
import { PayloadError, type RenderTarget } from '../vendor.ts'
import { brandBefore } from './brand-words.ts'
import { carriedFindings } from './carried.ts'
import { countedFindings } from './counted.ts'
import type { LintFinding } from './finding.ts'
import type { Inspected } from './inspected.ts'
import { lifeFindings } from './life.ts'
import { recordReads } from './recorded-reads.ts'
import { refusal } from './refusal.ts'
import { textFindings } from './texts.ts'

/** What a notification becomes at a vendor. */
export interface Inspection {
  /** Undefined where the vendor cannot carry it: then the one finding says why. */
  readonly look: Look | undefined
  /** The worst first. */
  readonly findings: readonly LintFinding[]
}

/** Looks at a notification for one vendor. */
export function inspect(
  vendor: AnyVendor,
  notification: Notification,
  target: RenderTarget<Opaque<'credentials'>>,
): Inspection {
  const reads = recordReads(notification.blocks)
  let look: Look
  try {
    look = vendor.look(vendor.render({ ...notification, blocks: reads.blocks }, target), target.nowMs)
  } catch (cause) {
    if (!(cause instanceof PayloadError)) throw cause
    return { look: undefined, findings: [refusal(vendor, cause)] }
  }
  const inspected = { vendor, notification, target, look, reads }
  const findings = rules.flatMap(rule => rule(inspected))
  return { look, findings: findings.toSorted((one, other) => rank[one.severity] - rank[other.severity]) }
}

const rules: readonly ((inspected: Inspected) => readonly LintFinding[])[] = [
  textFindings,
  carriedFindings,
  ignoredFindings,
  lifeFindings,
  countedFindings,
  ({ look }) => look.remarks ?? [],
]

const rank: Readonly<Record<LintFinding['severity'], number>> = { error: 0, warning: 1, hint: 2 }

/** Members of the vendor's own block that its renderer never looks at. */
function ignoredFindings({ vendor, reads }: Inspected): readonly LintFinding[] {
  return reads.unread().map(field => ({
    code: 'field-ignored',
    severity: 'warning',
    field,
    text: {
      en: `${vendor.brand.en} has no field ${field}; it is left out.`,
      zh: `${brandBefore(vendor)}没有字段 ${field}，该字段被忽略。`,
    },
  }))
}
