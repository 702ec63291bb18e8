// The long connection as both ends see it: frames, their values and limits. Needs no library, so that the client can carry it.
export { base64Of, bytesOf } from './base64.ts'
export { type ByeReason, byeReasonOf, byes } from './close.ts'
export { type Entry, type EntryBody, type EntryKind, notificationBytesMax } from './entries.ts'
export {
  type ClientFrame,
  decodeClientFrame,
  decodeServerFrame,
  encodeFrame,
  isSpokenVersion,
  type ServerFrame,
} from './frame.ts'
export {
  ackWaitMs,
  callExtendedDataBytesMax,
  commandBytesMax,
  contentBytesMax,
  entriesPerFrameMax,
  extendedDataBytesMax,
  frameBytesMax,
  frameVersion,
  gatewayPath,
  heartbeatMs,
  heartbeatTimeoutMs,
  idBytesMax,
  mentionedMax,
  pageMax,
  pushIdsMax,
  usersPerCallMax,
} from './limits.ts'
export { inviteesMax } from './methods/calls.ts'
export { isMethod, type Method, methods, type Params, type Result, readParams, readResult } from './methods/index.ts'
export { type PushIdContents, pushId, pushIdCharsMax, pushIdOf, pushSources } from './push-id.ts'
export { ShapeError, utf8Bytes } from './shape.ts'
export type {
  FailedUser,
  PassingMessage,
  PushConfig,
  WireCall,
  WireCallUser,
  WireConversation,
  WireGroup,
  WireMember,
  WireMessage,
  WireUser,
} from './values.ts'
export { type ZimCodeName, zimCodes } from './zim-codes.ts'
