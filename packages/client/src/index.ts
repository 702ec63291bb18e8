// The public face of @posthouse/client: ZIM and ZPNs as the original names them, and the adapters of platforms.
export type { Clock, Link, LinkEvents, LogLevel, Ports, Shelf, Transport } from './ports.ts'
export { type Files, fileShelf } from './storage/file.ts'
export { memoryShelf } from './storage/memory.ts'
export { type UniStorage, uniShelf, type WebStorage, webShelf } from './storage/synchronous.ts'
export { type UniSockets, type UniSocketTask, uniTransport } from './transport/uni.ts'
export { type StandardSocket, type StandardSocketClass, webSocketTransport } from './transport/web-socket.ts'
export * from './zim/enums/call.ts'
export * from './zim/enums/conversation.ts'
export * from './zim/enums/error-code.ts'
export * from './zim/enums/group.ts'
export * from './zim/enums/message.ts'
export * from './zim/enums/session.ts'
export type * from './zim/surface/calls.ts'
export type * from './zim/surface/conversations.ts'
export type * from './zim/surface/events.ts'
export type * from './zim/surface/groups.ts'
export type * from './zim/surface/message-calls.ts'
export type * from './zim/surface/messages.ts'
export type * from './zim/surface/results.ts'
export type * from './zim/surface/users.ts'
export { ZIM, ZIM as default, type ZIMEventHandler } from './zim/zim.ts'
export {
  ZPNs,
  type ZPNsConfig,
  type ZPNsEventHandler,
  ZPNsIOSEnvironment,
  type ZPNsMessage,
  ZPNsPushSourceType,
  type ZPNsRegisterConfig,
  type ZPNsRegisterMessage,
} from './zpns/index.ts'
