// What both sides of a connection promise each other by SETTINGS (RFC 9113 §6.5). Knows no frames: identifiers and values only.
import { ConnectionFault, ErrorCode } from './error-code.ts'
import {
  FRAME_BYTES_DEFAULT,
  FRAME_BYTES_MAX,
  HEADER_TABLE_BYTES_DEFAULT,
  Setting,
  WINDOW_DEFAULT,
  WINDOW_MAX,
} from './frame.ts'

/** One entry of a SETTINGS frame. */
export type SettingPair = readonly [id: number, value: number]

/** What the peer allows us. */
export interface RemoteSettings {
  /** Most bytes of the dynamic table that our encoder may use. */
  readonly headerTableBytes: number
  /** Most streams open at a time; Infinity until the peer names a number. */
  readonly maxConcurrentStreams: number
  /** Send window of a new stream. */
  readonly initialWindowBytes: number
  /** Largest payload of a frame to the peer. */
  readonly frameBytesMax: number
  /** Largest header list the peer is willing to take, by the count of RFC 9113 §10.5.1; Infinity until it names one. */
  readonly headerListBytesMax: number
}

/** What holds before the peer's first SETTINGS (RFC 9113 §6.5.2). */
export const remoteSettingsDefault: RemoteSettings = {
  headerTableBytes: HEADER_TABLE_BYTES_DEFAULT,
  maxConcurrentStreams: Number.POSITIVE_INFINITY,
  initialWindowBytes: WINDOW_DEFAULT,
  frameBytesMax: FRAME_BYTES_DEFAULT,
  headerListBytesMax: Number.POSITIVE_INFINITY,
}

/**
 * The settings after a frame of the peer: entries count in order, unknown ones not at all (RFC 9113 §6.5.3).
 *
 * @throws ConnectionFault as {@link demandSetting} does
 */
export function applyRemoteSettings(current: RemoteSettings, pairs: readonly SettingPair[]): RemoteSettings {
  const next: Record<keyof RemoteSettings, number> = { ...current }
  for (const [id, value] of pairs) {
    demandSetting(id, value)
    const member = members.get(id)
    if (member !== undefined) next[member] = value
  }
  return next
}

/**
 * Demands that a server may set this value (RFC 9113 §6.5.2).
 *
 * @throws ConnectionFault FLOW_CONTROL_ERROR for a window above 2^31-1, PROTOCOL_ERROR for any other value out of bounds
 */
export function demandSetting(id: number, value: number): void {
  if (id === Setting.initialWindowSize && value > WINDOW_MAX) {
    throw new ConnectionFault(ErrorCode.flowControlError, `SETTINGS with an initial window of ${value} bytes`)
  }
  if (id === Setting.maxFrameSize && (value < FRAME_BYTES_DEFAULT || value > FRAME_BYTES_MAX)) {
    throw new ConnectionFault(ErrorCode.protocolError, `SETTINGS with frames of at most ${value} bytes`)
  }
  // A client may be sent 0 only; 1 would be the server announcing what only the client may allow.
  if (id === Setting.enablePush && value !== 0) {
    throw new ConnectionFault(ErrorCode.protocolError, `SETTINGS with ENABLE_PUSH ${value} from a server`)
  }
}

/** What we allow the peer. */
export interface LocalSettings {
  /** Most bytes of the dynamic table that our decoder keeps. */
  readonly headerTableBytes: number
  /** Receive window of a new stream, at most 2^31-1. */
  readonly initialWindowBytes: number
  /** Largest payload of a frame to us, 16384…16777215. */
  readonly frameBytesMax: number
  /** Largest header list we take, by the count of RFC 9113 §10.5.1. */
  readonly headerListBytesMax: number
}

/**
 * What we allow every peer: the defaults, because one stream needs no more (a longer answer is cut), and a header list as long as
 * any that a push service sends.
 */
export const ourSettings: LocalSettings = {
  headerTableBytes: HEADER_TABLE_BYTES_DEFAULT,
  initialWindowBytes: WINDOW_DEFAULT,
  frameBytesMax: FRAME_BYTES_DEFAULT,
  headerListBytesMax: 16_384,
}

/** Our settings as entries of a frame. Push is always off; the number of streams needs no bound then. */
export function localSettingPairs(local: LocalSettings): readonly SettingPair[] {
  return [
    [Setting.headerTableSize, local.headerTableBytes],
    [Setting.enablePush, 0],
    [Setting.initialWindowSize, local.initialWindowBytes],
    [Setting.maxFrameSize, local.frameBytesMax],
    [Setting.maxHeaderListSize, local.headerListBytesMax],
  ]
}

const members: ReadonlyMap<number, keyof RemoteSettings> = new Map([
  [Setting.headerTableSize, 'headerTableBytes'],
  [Setting.maxConcurrentStreams, 'maxConcurrentStreams'],
  [Setting.initialWindowSize, 'initialWindowBytes'],
  [Setting.maxFrameSize, 'frameBytesMax'],
  [Setting.maxHeaderListSize, 'headerListBytesMax'],
])
