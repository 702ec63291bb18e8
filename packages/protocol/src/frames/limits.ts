// Limits of the long connection (spec/zego.md §7, reliability S37). Bytes are of UTF-8, times in ms.
import { kibibyte, second } from '../units.ts'

/** Path of the WebSocket, on the port of the REST interface: `wss://im.example.com/im`. */
export const gatewayPath = '/im'
/** Version of the frames. A server refuses a login with another one by `bye` 'version'. */
export const frameVersion = 1
/** Largest frame, bytes. */
export const frameBytesMax: number = 64 * kibibyte
/** Longest id of a user or group. */
export const idBytesMax = 32
/** Largest content of a message: text, custom and rich media. */
export const contentBytesMax: number = 32 * kibibyte
/** Largest content of a command message. */
export const commandBytesMax: number = 5 * kibibyte
/** Largest `extendedData` of a message; of calls {@link callExtendedDataBytesMax}. */
export const extendedDataBytesMax: number = kibibyte
export const callExtendedDataBytesMax: number = 2 * kibibyte
/** Most users that a message mentions. */
export const mentionedMax = 50
/** Most PushIDs that a login brings; a device has an alert token and at most a VoIP one. */
export const pushIdsMax = 4
/** Largest page of messages, conversations, members and calls. */
export const pageMax = 100
/** Most users in one call of `group.create`, `group.invite` and `group.kick`. */
export const usersPerCallMax = 100
/** Most entries in one frame. */
export const entriesPerFrameMax = 200
/** How often a client sends `ping`, and after how long without any frame either side gives up (spec/zego.md §1.3). */
export const heartbeatMs: number = 10 * second
export const heartbeatTimeoutMs: number = 30 * second
/** How long a server waits for a connected device's `ack` before it pushes (spec/zego.md §1.4). */
export const ackWaitMs: number = 5 * second
