// The single list of endpoints. Everything that is said about all of them iterates over it: routes, documentation, tests.
import { accountEndpoints } from './admin/accounts.ts'
import { apiKeyEndpoints } from './admin/api-keys.ts'
import { appEndpoints } from './admin/apps.ts'
import { auditEndpoints } from './admin/audit.ts'
import { callbackEndpoints } from './admin/callbacks.ts'
import { debugEndpoints } from './admin/debug.ts'
import { failureEndpoints } from './admin/failures.ts'
import { importEndpoints } from './admin/import.ts'
import { labelMemberEndpoints } from './admin/label-members.ts'
import { nodeEndpoints } from './admin/nodes.ts'
import { notifierStateEndpoints } from './admin/notifier-states.ts'
import { operationEndpoints } from './admin/operations.ts'
import { overviewEndpoints } from './admin/overview.ts'
import { peopleEndpoints } from './admin/people.ts'
import { pushResourceEndpoints } from './admin/push-resources.ts'
import { receiptEndpoints } from './admin/receipts.ts'
import { sandboxEndpoints } from './admin/sandbox.ts'
import { searchEndpoints } from './admin/search.ts'
import { sessionEndpoints } from './admin/sessions.ts'
import { simulatorEndpoints } from './admin/simulators.ts'
import { statisticsEndpoints } from './admin/statistics.ts'
import { taskAdminEndpoints } from './admin/tasks.ts'
import { templatePreviewEndpoints } from './admin/template-preview.ts'
import { traceEndpoints } from './admin/trace.ts'
import { bindingEndpoints } from './easemob/bindings.ts'
import { callbackStorageEndpoints } from './easemob/callback-storage.ts'
import { chatgroupEndpoints } from './easemob/chatgroups.ts'
import { connectionEndpoints } from './easemob/connections.ts'
import { discoveryEndpoints } from './easemob/discovery.ts'
import { labelEndpoints } from './easemob/labels.ts'
import { messageEndpoints } from './easemob/messages.ts'
import { notifierEndpoints } from './easemob/notifiers.ts'
import { pushEndpoints } from './easemob/push.ts'
import { taskEndpoints } from './easemob/tasks.ts'
import { templateEndpoints } from './easemob/templates.ts'
import { tokenEndpoints } from './easemob/tokens.ts'
import { userSettingEndpoints } from './easemob/user-settings.ts'
import { userEndpoints } from './easemob/users.ts'
import { webPushEndpoints } from './easemob/web-push.ts'
import type { Endpoint } from './endpoint.ts'

/** The endpoints by resource; a server gives handlers for each group. */
export const endpointGroups = {
  tokens: tokenEndpoints,
  users: userEndpoints,
  connections: connectionEndpoints,
  userSettings: userSettingEndpoints,
  discovery: discoveryEndpoints,
  webPush: webPushEndpoints,
  bindings: bindingEndpoints,
  notifiers: notifierEndpoints,
  labels: labelEndpoints,
  chatgroups: chatgroupEndpoints,
  templates: templateEndpoints,
  push: pushEndpoints,
  messages: messageEndpoints,
  tasks: taskEndpoints,
  apps: appEndpoints,
  callbacks: callbackEndpoints,
  callbackStorage: callbackStorageEndpoints,
  tasksOfApp: taskAdminEndpoints,
  statistics: statisticsEndpoints,
  overview: overviewEndpoints,
  search: searchEndpoints,
  trace: traceEndpoints,
  debug: debugEndpoints,
  failures: failureEndpoints,
  people: peopleEndpoints,
  operations: operationEndpoints,
  receipts: receiptEndpoints,
  pushResources: pushResourceEndpoints,
  imports: importEndpoints,
  sessions: sessionEndpoints,
  accounts: accountEndpoints,
  apiKeys: apiKeyEndpoints,
  audit: auditEndpoints,
  nodes: nodeEndpoints,
  notifierStates: notifierStateEndpoints,
  labelMembers: labelMemberEndpoints,
  templatePreview: templatePreviewEndpoints,
  sandbox: sandboxEndpoints,
  simulators: simulatorEndpoints,
}

/** Every endpoint there is. */
export const endpoints: readonly Endpoint[] = Object.values(endpointGroups).flatMap(group =>
  Object.values<Endpoint>(group),
)
