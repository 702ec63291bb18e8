// How vendors are called in the reader's language: by their own names, and by those that they have in counts and callbacks.
import { useVendors } from '../api/vendors.ts'
import { useBilingual, useWords, wordsOf } from '../words/words.ts'

const words = wordsOf({
  noVendor: { en: 'no vendor', zh: '无厂商' },
  online: { en: 'online channel', zh: '在线通道' },
})

/** The brand of a vendor; its name until the server has told it. */
export function useBrands(): (vendor: string) => string {
  const say = useBilingual()
  const { data } = useVendors()
  return vendor => {
    const brand = data?.find(({ name }) => name === vendor)?.brand
    return brand ? say(brand) : vendor
  }
}

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
