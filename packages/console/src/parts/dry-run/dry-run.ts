// A dry run as the pages show it: one row per device, one cell per strategy, and sentences about what a push would do. Pure.
import type { DebugDryRunReply } from '@posthouse/client/rest'

/** What a strategy would do. */
export type StrategyPlan = DebugDryRunReply['plans'][number]
/** What would become of one device. */
export type DryDelivery = StrategyPlan['deliveries'][number]
/** What would go to one vendor. */
export type Rendering = DebugDryRunReply['renderings'][number]
/** What the linter found. */
export type Finding = Rendering['findings'][number]

/** One row; without a device it stands for the user as a whole. */
export interface PlanRow {
  readonly deviceId: string | undefined
  /** One for each plan, in their order. */
  readonly cells: readonly DryDelivery[]
}

/**
 * The rows. A strategy that decides for the user as a whole says the same in each row; a user whose devices no strategy looks at has one row.
 */
export function rowsOf(plans: readonly StrategyPlan[]): readonly PlanRow[] {
  const ids = new Set(plans.flatMap(({ deliveries }) => deliveries.flatMap(({ deviceId }) => deviceId ?? [])))
  const devices: readonly (string | undefined)[] = ids.size > 0 ? [...ids] : [undefined]
  return devices.map(deviceId => ({
    deviceId,
    cells: plans.flatMap(({ deliveries }) => {
      const own = deliveries.find(delivery => delivery.deviceId === deviceId)
      return own ?? deliveries.find(delivery => delivery.deviceId === undefined) ?? []
    }),
  }))
}

/** How many devices a push would reach, and by which way. */
export interface PlanSums {
  readonly vendor: number
  readonly waiting: number
  /** Devices, or 1 for a user who is served as a whole. */
  readonly online: number
  readonly none: number
}

/** Counted over the deliveries of a plan. */
export function sumsOf({ deliveries }: Pick<StrategyPlan, 'deliveries'>): PlanSums {
  const count = (fits: (delivery: DryDelivery) => boolean): number => deliveries.filter(fits).length
  return {
    vendor: count(({ channel, notBefore }) => channel === 'vendor' && notBefore === undefined),
    waiting: count(({ channel, notBefore }) => channel === 'vendor' && notBefore !== undefined),
    online: count(({ channel }) => channel === 'online'),
    none: count(({ channel }) => channel === 'none'),
  }
}

/** The rendering of a delivery: by its notifier. */
export function renderingOf(
  renderings: readonly Rendering[],
  delivery: Pick<DryDelivery, 'notifier'> | undefined,
): Rendering | undefined {
  return delivery?.notifier === undefined
    ? undefined
    : renderings.find(({ notifier }) => notifier === delivery.notifier)
}

/** Findings of all vendors, the worst first; what several say in the same words is said once. A sentence that names no vendor gets their names. */
export function findingsOf(renderings: readonly Rendering[]): readonly Finding[] {
  const shared = new Map<string, { readonly finding: Finding; readonly brands: Map<string, Rendering['brand']> }>()
  for (const { vendor, brand, findings } of renderings)
    for (const finding of findings) {
      const key = `${finding.code} ${finding.field} ${finding.text.en}`
      const known = shared.get(key) ?? { finding, brands: new Map() }
      known.brands.set(vendor, brand)
      shared.set(key, known)
    }
  return [...shared.values()]
    .map(({ finding, brands }) => named(finding, [...brands.values()]))
    .toSorted((one, other) => rank[one.severity] - rank[other.severity])
}

function named(finding: Finding, brands: readonly Rendering['brand'][]): Finding {
  const { en, zh } = finding.text
  if (brands.some(brand => en.includes(brand.en))) return finding
  const of = (language: 'en' | 'zh'): string =>
    brands.map(brand => brand[language]).join(language === 'en' ? ', ' : '、')
  return { ...finding, text: { en: `${of('en')}: ${en}`, zh: `${of('zh')}：${zh}` } }
}

/** Findings by their field, the field with the worst first. */
export function byField(
  findings: readonly Finding[],
): readonly (readonly [field: string, findings: readonly Finding[]])[] {
  return [...Map.groupBy(findings, ({ field }) => field)]
}

const rank = { error: 0, warning: 1, hint: 2 } as const
