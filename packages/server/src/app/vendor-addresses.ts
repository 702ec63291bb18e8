// Which addresses vendors may be reached at whose hosts come from clients: a browser's subscription names its own push service (S21).
// A simulator's origin is trusted by the vendor itself, so the sandbox needs no exception here.
import type { VendorIo } from '@posthouse/vendors'
import { createAddressGuard, machineAddresses } from '../net/address-guard.ts'

/** Public addresses that are not this machine's. The machine's own are looked at once, when this is called. */
export function publicAddressesOnly(): NonNullable<VendorIo['mayConnect']> {
  const guard = createAddressGuard({ allowLoopback: false, allowCidrs: [], ownAddresses: machineAddresses() })
  return address => guard.objection(address) === undefined
}
