// The presence of a server without an online channel.
import type { Presence } from '../ports/presence.ts'

/** Nobody is connected, so nothing is ever to be ended. */
export const nobodyConnected: Presence = {
  online: async () => new Set(),
  devicesOf: async () => [],
  connected: async () => new Map(),
  async disconnect() {},
  async pass() {},
}
