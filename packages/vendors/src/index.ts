// The public face of @posthouse/vendors.

export { apns } from './apns/index.ts'
export type { Bilingual } from './bilingual.ts'
export { type Category, type Classification, categories, classifications } from './category.ts'
export type { FormField } from './credentials/form.ts'
export { fcm } from './fcm/index.ts'
export { harmony } from './harmony/index.ts'
export { honor } from './honor/index.ts'
export { huawei } from './huawei/index.ts'
export type { Clock, Endpoints, VendorIo } from './io.ts'
export type { JsonObject, JsonValue } from './json.ts'
export { type LintCode, type LintFinding, lintCodes } from './lint/finding.ts'
export { type Inspection, inspect } from './lint/inspect.ts'
export type { Look, ShownText, TextLimit } from './look.ts'
export { meizu } from './meizu/index.ts'
export type { Badge, ClickAction, Notification } from './notification.ts'
export { oppo } from './oppo/index.ts'
export { fateWords, type Receipt, type ReceiptReading, type ReceiptRequest, type ReceiptSource } from './receipt.ts'
export { type AnyVendor, type Opaque, vendors } from './registry.ts'
export { type Measure, shorten, units } from './render/shorten.ts'
export type { Shown, ShownClick } from './shown.ts'
export { ProxyError, parseProxy } from './transport/proxy.ts'
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
export { actions, type Meaning, type VendorCode } from './vendor-code.ts'
export { vivo } from './vivo/index.ts'
export { webpush } from './webpush/index.ts'
export { xiaomi } from './xiaomi/index.ts'
