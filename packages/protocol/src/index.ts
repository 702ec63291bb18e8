// The public face of @posthouse/protocol.
export type {
  BeforeDeliveryRequest,
  CallbackBody,
  MessageCallback,
  PresenceCallback,
  PushCallback,
  PushStatus,
} from './callback.ts'
export { securityText, signedContent } from './callback.ts'
export type { ErrorBody } from './error-body.ts'
export type { ErrorCode, ErrorEntry } from './errors.ts'
export { errors, errorText } from './errors.ts'
export type { AppId, Appkey, DeviceId, MsgId, NotifierName, UserId } from './ids.ts'
export { appkeyOf, msgIdOf, userIdOf } from './ids.ts'
export type { JsonObject, JsonValue } from './json.ts'
export { accountEndpoints } from './rest/admin/accounts.ts'
export { apiKeyEndpoints } from './rest/admin/api-keys.ts'
export { appEndpoints } from './rest/admin/apps.ts'
export { auditEndpoints } from './rest/admin/audit.ts'
export { callbackDeskEndpoints } from './rest/admin/callback-desk.ts'
export { callbackEndpoints } from './rest/admin/callbacks.ts'
export { debugEndpoints } from './rest/admin/debug.ts'
export { failureEndpoints } from './rest/admin/failures.ts'
export { importEndpoints, importRowMembersMax, importRowsMax } from './rest/admin/import.ts'
export { labelMemberEndpoints } from './rest/admin/label-members.ts'
export { nodeEndpoints } from './rest/admin/nodes.ts'
export { notifierStateEndpoints } from './rest/admin/notifier-states.ts'
export { operationEndpoints } from './rest/admin/operations.ts'
export { overviewEndpoints } from './rest/admin/overview.ts'
export { peopleEndpoints } from './rest/admin/people.ts'
export { pushResourceEndpoints } from './rest/admin/push-resources.ts'
export { receiptEndpoints } from './rest/admin/receipts.ts'
export { sandboxEndpoints } from './rest/admin/sandbox.ts'
export { searchEndpoints } from './rest/admin/search.ts'
export { sessionEndpoints } from './rest/admin/sessions.ts'
export { simulatorEndpoints } from './rest/admin/simulators.ts'
export { statisticsEndpoints } from './rest/admin/statistics.ts'
export { taskAdminEndpoints } from './rest/admin/tasks.ts'
export { templatePreviewEndpoints } from './rest/admin/template-preview.ts'
export { traceEndpoints } from './rest/admin/trace.ts'
export type { Documentation, Documented, Example } from './rest/documentation/documentation.ts'
export { documentation } from './rest/documentation/index.ts'
export { sample } from './rest/documentation/samples.ts'
export { bindingEndpoints } from './rest/easemob/bindings.ts'
export { callbackStorageEndpoints } from './rest/easemob/callback-storage.ts'
export { chatgroupEndpoints } from './rest/easemob/chatgroups.ts'
export { connectionEndpoints } from './rest/easemob/connections.ts'
export { discoveryEndpoints } from './rest/easemob/discovery.ts'
export { labelEndpoints } from './rest/easemob/labels.ts'
export { messageEndpoints } from './rest/easemob/messages.ts'
export { notifierEndpoints } from './rest/easemob/notifiers.ts'
export { pushEndpoints } from './rest/easemob/push.ts'
export { taskEndpoints } from './rest/easemob/tasks.ts'
export { templateEndpoints } from './rest/easemob/templates.ts'
export { tokenEndpoints } from './rest/easemob/tokens.ts'
export { ignoreGroupPrefix } from './rest/easemob/user-entity.ts'
export { userSettingEndpoints } from './rest/easemob/user-settings.ts'
export { userEndpoints } from './rest/easemob/users.ts'
export { webPushEndpoints } from './rest/easemob/web-push.ts'
export type {
  Access,
  BodyKind,
  Endpoint,
  EndpointInput,
  EndpointReply,
  Envelope,
  Refusal,
  Role,
} from './rest/endpoint.ts'
export { endpoint, roles } from './rest/endpoint.ts'
export { endpointGroups, endpoints } from './rest/index.ts'
export { openapiOf } from './rest/openapi.ts'
export type { Rate, RateName } from './rest/rates.ts'
export { noRates, rates } from './rest/rates.ts'
export { twinBase, twinOf } from './rest/twins.ts'
export { day, hour, kibibyte, mebibyte, minute, second } from './units.ts'
