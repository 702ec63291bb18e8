// The operator's look over an app: sums and rows as plain members, without secrets.
import type { AppId, EndpointReply, overviewEndpoints } from '@posthouse/protocol'
import { idTimeMs } from '../../base/ids.ts'
import { createSharedLook } from '../../base/shared-look.ts'
import { reasonOf } from '../../domain/reason.ts'
import type { Sums } from '../../domain/sums.ts'
import type { LastHour } from '../../flows/overview/last-hour.ts'
import {
  countedMax,
  deadMax,
  type LookOverDeps,
  lookOver,
  type NotifierLook,
  type Overview,
  type RuleLook,
} from '../../flows/overview/look-over.ts'
import type { Handlers } from '../../http/handler.ts'
import type { VendorChannels } from '../../ports/channels.ts'
import type { Depth, Ledger } from '../../ports/overview.ts'
import { appOf } from './app-of.ts'
import { present } from './callback-view.ts'

type View = EndpointReply<typeof overviewEndpoints.appOverview>

/** What this handler uses. */
export type OverviewParts = LookOverDeps & { readonly channels: Pick<VendorChannels, 'vendorOf'> }

/** Apps whose look is shared: some 100 KiB each. */
const appsMax = 20

/** Handler of the overview. One look is for everybody who has the page of an app open. */
export function overviewHandlers(deps: OverviewParts): Handlers<typeof overviewEndpoints> {
  const look = createSharedLook(deps.clock, appsMax, (id: AppId) => lookOver(deps, { id }))
  const reports = (provider: string): boolean => deps.channels.vendorOf(provider)?.receipts !== undefined
  return {
    async appOverview({ params }) {
      const app = await appOf(deps.store, params)
      return viewOf(await look(app.id), reports)
    },
  }
}

function viewOf(look: Overview, reports: (provider: string) => boolean): View {
  const { nowMs, queues, rules, notifiers, reasons } = look
  return {
    at: nowMs,
    hour: hourView(look.hour),
    today: todayView(look, reports),
    reasons: reasons.map(({ code, counted }) => {
      const { text, fix } = reasonOf(code)
      return { code, text, fix, count: counted }
    }),
    ledger: ledgerView(look.ledger),
    queues: {
      countedMax,
      pushes: depthView(queues.pushes),
      pages: depthView(queues.pages),
      deliveries: depthView(queues.deliveries),
      handovers: depthView(queues.handovers),
    },
    callbacks: { countedMax, deadMax, rules: rules.map(ruleView) },
    notifiers: notifiers.map(notifierView),
    firstRun: { app: true, ...look.firstRun },
  }
}

function hourView({ minutes, successShare, ...hour }: LastHour): View['hour'] {
  return {
    ...hour,
    ...present({ successShare }),
    minutes: minutes.map(({ atMs, byProvider, ...times }) => ({
      at: atMs,
      ...times,
      byProvider: Object.fromEntries([...byProvider].map(([provider, counters]) => [nameOf(provider), counters])),
    })),
  }
}

function todayView({ day, today }: Overview, reports: (provider: string) => boolean): View['today'] {
  const isReported = ([provider, { arrived, clicked }]: readonly [string, Sums]): boolean =>
    reports(provider) || arrived + clicked > 0
  return {
    day,
    all: stagesOf(today.all, [...today.byProvider].some(isReported)),
    byProvider: Object.fromEntries(
      [...today.byProvider].map(one => [nameOf(one[0]), stagesOf(one[1], isReported(one))]),
    ),
  }
}

/** What nobody tried to send did not get as far as a vendor. */
function stagesOf(sums: Sums, isReported: boolean): View['today']['all'] {
  const { targeted, accepted, rejected, unknown, open, arrived, clicked } = sums
  const sent = accepted + rejected + unknown
  return { targeted, sent, accepted, unknown, open, ...(isReported ? { arrived, clicked } : {}) }
}

function ledgerView({ targeted, success, fail, error, open, isWhole }: Ledger): View['ledger'] {
  const unaccounted = isWhole ? targeted - success - fail - error - open : undefined
  return { deliveries: targeted, open, ...present({ unaccounted }) }
}

function depthView({ waiting, oldestId }: Depth): View['queues']['pushes'] {
  return { waiting, ...(oldestId === undefined ? {} : { oldestAt: idTimeMs(oldestId) }) }
}

function ruleView({ rule, state, untilMs, waiting, dead }: RuleLook): View['callbacks']['rules'][number] {
  return {
    id: String(rule.id),
    name: rule.name,
    state,
    ...depthView(waiting),
    dead,
    ...present({ until: untilMs, disabledBecause: rule.disabledBecause }),
  }
}

function notifierView({ notifier, health, state, untilMs, isSound }: NotifierLook): View['notifiers'][number] {
  return {
    name: notifier.name,
    provider: notifier.provider,
    state,
    ...present({ until: untilMs, expiresAt: health?.expiresAtMs, checkedAt: health?.check?.atMs, isSound }),
  }
}

function nameOf(provider: string): string {
  return provider === '' ? 'none' : provider
}
