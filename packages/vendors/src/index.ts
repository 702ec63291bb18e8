// The public face of @posthouse/vendors.
export type { Clock, Endpoints, VendorIo } from './io.ts'
export type { JsonObject, JsonValue } from './json.ts'
export type { Badge, ClickAction, Notification } from './notification.ts'
export type {
  Channel,
  FailureReason,
  Finding,
  NotifierInput,
  RenderTarget,
  SendResult,
  Shipment,
  Vendor,
} from './vendor.ts'
export { CredentialError, PayloadError } from './vendor.ts'
export { vendors } from './registry.ts'
