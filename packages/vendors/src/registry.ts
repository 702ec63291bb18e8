// Every vendor Posthouse can send through. Adding one: its folder, and one line here and in simulators.ts.
import type { Vendor } from './vendor.ts'

/** The vendors, by name. */
export const vendors: readonly Vendor<never, never>[] = []
