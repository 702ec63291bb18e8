// All tables over one engine, and the list of their named statements.
import type { Tables } from '../ports/store.ts'
import type { Reader } from './reader.ts'
import type { Statement } from './statement.ts'
import { accessLinkStatements, accessLinkTable } from './tables/access-links.ts'
import { accountStatements, accountTable } from './tables/accounts.ts'
import { apiKeyStatements, apiKeyTable } from './tables/api-keys.ts'
import { appTable } from './tables/apps.ts'
import { attemptStatements, attemptTable } from './tables/attempts.ts'
import { audienceStatements, audienceTable } from './tables/audiences.ts'
import { auditStatements, auditTable } from './tables/audit.ts'
import { backlogStatements, backlogTable } from './tables/backlog.ts'
import { bindingStatements, bindingTable } from './tables/bindings.ts'
import { callbackDeskStatements, callbackDeskTable } from './tables/callback-desk.ts'
import { callbackStorageStatements, callbackStorageTable } from './tables/callback-storage.ts'
import { callbackStatements, callbackTable } from './tables/callbacks.ts'
import { callStatements, callTable } from './tables/calls.ts'
import { catchUpStatements } from './tables/catch-up.ts'
import { chatDeviceStatements, chatDeviceTable } from './tables/chat-devices.ts'
import { chatUserStatements, chatUserTable } from './tables/chat-users.ts'
import { consoleSessionStatements, consoleSessionTable } from './tables/console-sessions.ts'
import { conversationListStatements } from './tables/conversation-lists.ts'
import { conversationStatements, conversationTable } from './tables/conversations.ts'
import { counterStatements, counterTable } from './tables/counters.ts'
import { deliveryStatements, deliveryTable } from './tables/deliveries.ts'
import { failureStatements, failureTable } from './tables/failures.ts'
import { groupStatements, groupTable } from './tables/groups.ts'
import { handoverStatements, handoverTable } from './tables/handovers.ts'
import { historyStatements } from './tables/history.ts'
import { holdStatements, holdTable } from './tables/holds.ts'
import { idempotencyStatements, idempotencyTable } from './tables/idempotency.ts'
import { labelStatements, labelTable } from './tables/labels.ts'
import { leaseStatements, leaseTable } from './tables/leases.ts'
import { leaveChatStatements } from './tables/leave-chats.ts'
import { lookupStatements, lookupTable } from './tables/lookups.ts'
import { minuteStatements, minuteTable } from './tables/minutes.ts'
import { nodeStatements, nodeTable } from './tables/nodes.ts'
import { notifierHealthStatements, notifierHealthTable } from './tables/notifier-health.ts'
import { notifierPaceStatements, notifierPaceTable } from './tables/notifier-paces.ts'
import { notifierStatements, notifierTable } from './tables/notifiers.ts'
import { overviewStatements, overviewTable } from './tables/overview.ts'
import { pageStatements, pageTable } from './tables/pages.ts'
import { peopleStatements, peopleTable } from './tables/people.ts'
import { pushResourceStatements, pushResourceTable } from './tables/push-resources.ts'
import { pushStatements, pushTable } from './tables/pushes.ts'
import { quotaStatements, quotaTable } from './tables/quotas.ts'
import { rateCallStatements, rateCallTable } from './tables/rate-calls.ts'
import { receiptStatements, receiptTable } from './tables/receipts.ts'
import { ruleTable } from './tables/rules.ts'
import { sealedStatements, sealedTable } from './tables/sealed.ts'
import { taskPartStatements, taskPartTable } from './tables/task-parts.ts'
import { storedMessageTable, taskReportStatements, taskReportTable } from './tables/task-reports.ts'
import { taskStatements, taskTable } from './tables/tasks.ts'
import { templateStatements, templateTable } from './tables/templates.ts'
import { timelineStatements, timelineTable } from './tables/timeline.ts'
import { tokenStatements, tokenTable } from './tables/tokens.ts'
import { userSettingStatements, userSettingTable } from './tables/user-settings.ts'
import { userStatements, userTable } from './tables/users.ts'

/** All tables over an engine. */
export function createTables(reader: Reader): Tables {
  return {
    apps: appTable(reader),
    tokens: tokenTable(reader),
    users: userTable(reader),
    userSettings: userSettingTable(reader),
    bindings: bindingTable(reader),
    notifiers: notifierTable(reader),
    notifierHealth: notifierHealthTable(reader),
    notifierPaces: notifierPaceTable(),
    pushes: pushTable(reader),
    deliveries: deliveryTable(reader),
    pages: pageTable(reader),
    failures: failureTable(reader),
    people: peopleTable(reader),
    attempts: attemptTable(reader),
    idempotency: idempotencyTable(reader),
    rules: ruleTable(reader),
    callbacks: callbackTable(reader),
    callbackStorage: callbackStorageTable(reader),
    callbackDesk: callbackDeskTable(reader),
    counters: counterTable(reader),
    sealed: sealedTable(reader),
    labels: labelTable(reader),
    quotas: quotaTable(reader),
    rateCalls: rateCallTable(reader),
    templates: templateTable(reader),
    leases: leaseTable(),
    receipts: receiptTable(reader),
    tasks: taskTable(reader),
    taskParts: taskPartTable(reader),
    taskReports: taskReportTable(reader),
    storedMessages: storedMessageTable(reader),
    audiences: audienceTable(reader),
    timeline: timelineTable(reader),
    conversations: conversationTable(reader),
    groups: groupTable(reader),
    handovers: handoverTable(reader),
    chatDevices: chatDeviceTable(reader),
    holds: holdTable(reader),
    chatUsers: chatUserTable(reader),
    pushResources: pushResourceTable(reader),
    calls: callTable(reader),
    accounts: accountTable(reader),
    consoleSessions: consoleSessionTable(reader),
    accessLinks: accessLinkTable(reader),
    apiKeys: apiKeyTable(reader),
    audit: auditTable(reader),
    backlog: backlogTable(reader),
    minutes: minuteTable(reader),
    nodes: nodeTable(reader),
    overview: overviewTable(reader),
    lookups: lookupTable(reader),
  }
}

const statementsByTable: readonly Readonly<Record<string, Statement<unknown>>>[] = [
  accessLinkStatements,
  accountStatements,
  apiKeyStatements,
  attemptStatements,
  auditStatements,
  backlogStatements,
  consoleSessionStatements,
  audienceStatements,
  bindingStatements,
  callbackStatements,
  callbackStorageStatements,
  callbackDeskStatements,
  callStatements,
  catchUpStatements,
  conversationListStatements,
  conversationStatements,
  chatDeviceStatements,
  holdStatements,
  chatUserStatements,
  counterStatements,
  deliveryStatements,
  failureStatements,
  groupStatements,
  handoverStatements,
  pushResourceStatements,
  historyStatements,
  idempotencyStatements,
  labelStatements,
  quotaStatements,
  rateCallStatements,
  leaseStatements,
  leaveChatStatements,
  lookupStatements,
  minuteStatements,
  nodeStatements,
  notifierHealthStatements,
  notifierPaceStatements,
  notifierStatements,
  overviewStatements,
  pageStatements,
  peopleStatements,
  pushStatements,
  receiptStatements,
  taskPartStatements,
  taskReportStatements,
  taskStatements,
  templateStatements,
  timelineStatements,
  tokenStatements,
  userSettingStatements,
  userStatements,
]

/** Every named statement, so that a test can prepare each on each engine. */
export const namedStatements: readonly Statement<unknown>[] = [
  ...statementsByTable.flatMap(statements => Object.values(statements)),
  ...sealedStatements,
]
