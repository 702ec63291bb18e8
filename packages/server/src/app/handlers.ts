// One handler for every endpoint: each resource's room is given the parts it asks for. A missing handler does not compile.
import type { endpointGroups } from '@posthouse/protocol'
import { accountHandlers } from '../api/admin/accounts.ts'
import { apiKeyHandlers } from '../api/admin/api-keys.ts'
import { appHandlers } from '../api/admin/apps.ts'
import { auditHandlers } from '../api/admin/audit.ts'
import { callbackHandlers } from '../api/admin/callbacks.ts'
import { debugHandlers } from '../api/admin/debug.ts'
import { failureHandlers } from '../api/admin/failures.ts'
import { importHandlers } from '../api/admin/import.ts'
import { labelMemberHandlers } from '../api/admin/label-members.ts'
import { nodeHandlers } from '../api/admin/nodes.ts'
import { notifierStateHandlers } from '../api/admin/notifier-states.ts'
import { operationHandlers, type ServerFacts } from '../api/admin/operations.ts'
import { overviewHandlers } from '../api/admin/overview.ts'
import { peopleHandlers } from '../api/admin/people.ts'
import { pushResourceHandlers } from '../api/admin/push-resources.ts'
import { receiptHandlers } from '../api/admin/receipts.ts'
import { searchHandlers } from '../api/admin/search.ts'
import { sessionHandlers } from '../api/admin/sessions.ts'
import { statisticsHandlers } from '../api/admin/statistics.ts'
import { taskAdminHandlers } from '../api/admin/tasks.ts'
import { templatePreviewHandlers } from '../api/admin/template-preview.ts'
import { traceHandlers } from '../api/admin/trace.ts'
import { bindingHandlers } from '../api/easemob/bindings.ts'
import { callbackStorageHandlers } from '../api/easemob/callback-storage.ts'
import { chatgroupHandlers } from '../api/easemob/chatgroups.ts'
import { connectionHandlers } from '../api/easemob/connections.ts'
import { discoveryHandlers } from '../api/easemob/discovery.ts'
import { labelHandlers } from '../api/easemob/labels.ts'
import { messageHandlers } from '../api/easemob/messages.ts'
import { notifierHandlers } from '../api/easemob/notifiers.ts'
import { pushHandlers } from '../api/easemob/push.ts'
import { taskHandlers } from '../api/easemob/tasks.ts'
import { templateHandlers } from '../api/easemob/templates.ts'
import { tokenHandlers } from '../api/easemob/tokens.ts'
import { userSettingHandlers } from '../api/easemob/user-settings.ts'
import { userHandlers } from '../api/easemob/users.ts'
import { webPushHandlers } from '../api/easemob/web-push.ts'
import type { Clock } from '../base/clock.ts'
import type { Ids } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import { createPasswords } from '../base/password.ts'
import type { Random } from '../base/random.ts'
import type { KeyRing } from '../base/seal.ts'
import type { AuditLog } from '../flows/access/audit-log.ts'
import type { Operators } from '../flows/access/operators.ts'
import { createSignInTurns } from '../flows/access/sign-in-turns.ts'
import type { BreakerBook } from '../flows/callback/breaker-book.ts'
import type { RuleBook } from '../flows/callback/rule-book.ts'
import { createSendBudget } from '../flows/chat/send-budget.ts'
import type { OutcomeWaiters } from '../flows/push/await-outcomes.ts'
import { createDirectRate } from '../flows/push/direct-rate.ts'
import type { ReceiptAddresses } from '../flows/receipt/addresses.ts'
import type { ReceiptDesk } from '../flows/receipt/desk.ts'
import { createGuessLimit } from '../flows/registry/guess-limit.ts'
import { createQuotas } from '../flows/registry/quotas.ts'
import type { SharedRates } from '../flows/registry/shared-rates.ts'
import type { GroupHandlers } from '../http/routes.ts'
import type { Bus } from '../ports/bus.ts'
import type { VendorChannels } from '../ports/channels.ts'
import type { Egress } from '../ports/egress.ts'
import type { Roster } from '../ports/nodes.ts'
import type { Presence } from '../ports/presence.ts'
import type { Store } from '../ports/store.ts'
import type { Addresses } from './listeners.ts'

/** Every part that some handler asks for. */
export interface HandlerParts {
  readonly store: Store
  readonly bus: Bus
  readonly sealer: KeyRing
  readonly ids: Ids
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly channels: VendorChannels
  readonly egress: Egress
  readonly rules: RuleBook
  readonly breakers: BreakerBook
  /** What is counted together with other processes. */
  readonly sharedRates: SharedRates
  readonly waiters: OutcomeWaiters
  readonly addresses: ReceiptAddresses
  readonly desk: ReceiptDesk
  readonly presence: Presence
  /** Which processes are there. */
  readonly roster: Roster
  readonly operators: Operators
  readonly audit: AuditLog
  readonly publicUrl: string | undefined
  /** The zone whose clocks start dates are read by. */
  readonly timeZone: string
  /** Days that the past is kept. */
  readonly historyDays: number
  readonly masterKeyPath: string
  readonly about: ServerFacts
  readonly listening: () => Addresses | undefined
}

/** All but those of a sandbox. */
type GroupsOfEveryServer = Omit<typeof endpointGroups, 'sandbox' | 'simulators'>

/** The handlers by resource. */
export function handlersOf(parts: HandlerParts): GroupHandlers<GroupsOfEveryServer> {
  const passwords = createPasswords(parts.random)
  const guesses = createGuessLimit(parts.clock, () => parts.roster.countOf('api'))
  const quotas = createQuotas(parts)
  const registry = { ...parts, passwords, guesses, quotas }
  return {
    tokens: tokenHandlers(registry),
    users: userHandlers(registry),
    connections: connectionHandlers(parts),
    userSettings: userSettingHandlers(parts),
    discovery: discoveryHandlers(parts),
    webPush: webPushHandlers(parts),
    bindings: bindingHandlers(parts),
    notifiers: notifierHandlers(parts),
    labels: labelHandlers(parts),
    chatgroups: chatgroupHandlers(parts),
    templates: templateHandlers(parts),
    push: pushHandlers({ ...parts, quotas }),
    messages: messageHandlers({
      ...parts,
      budget: createSendBudget(parts.clock, parts.sharedRates),
      emit: { ...parts, callbacks: parts.store.tables.callbacks },
    }),
    tasks: taskHandlers({ ...parts, quotas }),
    tasksOfApp: taskAdminHandlers(parts),
    statistics: statisticsHandlers(parts),
    overview: overviewHandlers(parts),
    search: searchHandlers(parts),
    apps: appHandlers(parts),
    callbacks: callbackHandlers({ ...parts, ruleBook: parts.rules }),
    callbackStorage: callbackStorageHandlers(parts),
    trace: traceHandlers(parts),
    debug: debugHandlers({ ...parts, quotas, directRate: createDirectRate(parts.clock) }),
    failures: failureHandlers(parts),
    people: peopleHandlers(parts),
    operations: operationHandlers(parts),
    receipts: receiptHandlers(parts),
    pushResources: pushResourceHandlers(parts),
    imports: importHandlers(registry),
    // Guesses at accounts hold up no user's password, and the other way round.
    sessions: sessionHandlers({
      ...{
        ...parts,
        passwords: createPasswords(parts.random),
        guesses: createGuessLimit(parts.clock, () => parts.roster.countOf('api')),
      },
      turns: createSignInTurns(),
    }),
    accounts: accountHandlers(parts),
    apiKeys: apiKeyHandlers(parts),
    audit: auditHandlers(parts),
    nodes: nodeHandlers(parts),
    notifierStates: notifierStateHandlers(parts),
    labelMembers: labelMemberHandlers(parts),
    templatePreview: templatePreviewHandlers(parts),
  }
}
