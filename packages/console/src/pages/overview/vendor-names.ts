// How vendors are called in the reader's language, by their names in counts.
import { useBilingual, useWords } from '../../words/words.ts'
import { useVendors } from '../notifiers/queries.ts'
import { words } from './words.ts'

/** The name of a provider: a vendor's brand, the online channel, or none. */
export function useVendorNames(): (provider: string) => string {
  const t = useWords(words)
  const say = useBilingual()
  const { data } = useVendors()
  return provider => {
    if (provider === 'none') return t.noVendor
    if (provider === 'EASEMOB') return t.online
    const brand = data?.find(vendor => vendor.provider === provider)?.brand
    return brand ? say(brand) : provider
  }
}
