// How vendors are called.
import { useBilingual } from '../../words/words.ts'
import { useVendors } from './queries.ts'

/** The brand of a vendor in the reader's language; its name until the server has told it. */
export function useBrands(): (vendor: string) => string {
  const { data } = useVendors()
  const bilingual = useBilingual()
  return vendor => {
    const brand = data?.find(({ name }) => name === vendor)?.brand
    return brand ? bilingual(brand) : vendor
  }
}
