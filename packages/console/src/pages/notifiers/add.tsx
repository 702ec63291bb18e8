// Adding a notifier: which vendor, then its form.
import { Stack, Text, UnstyledButton } from '@mantine/core'
import { useLocation } from 'wouter'
import { addressOf, segment, usePlace } from '../../api/place.ts'
import { useUrlText } from '../../api/url-state.ts'
import { useVendors } from '../../api/vendors.ts'
import { AppLink } from '../../parts/link.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { useBilingual, useWords } from '../../words/words.ts'
import styles from './add.module.css'
import { CredentialForm } from './credential-form.tsx'
import { detailWords } from './detail-words.ts'
import type { Vendor } from './form-values.ts'
import { formWords } from './form-words.ts'

/** The page; the vendor stands in the address. */
export function AddNotifier() {
  const t = useWords(formWords)
  const query = useVendors()
  const [name, setName] = useUrlText('vendor')
  const [, go] = useLocation()
  const place = usePlace()
  const toList = (): void => go(`~${addressOf(place, '/notifiers')}`)
  return (
    <PageFrame title={t.addTitle} lead={<AppLink to="/notifiers">{useWords(detailWords).back}</AppLink>}>
      <Loaded query={query}>
        {vendors => {
          const vendor = vendors.find(one => one.name === name)
          return (
            <Stack gap="md">
              <Choice vendors={vendors} chosen={name} onChoose={setName} />
              {vendor && (
                <CredentialForm
                  key={vendor.name}
                  vendor={vendor}
                  onSaved={saved => go(`~${addressOf(place, `/notifiers/${segment(saved)}`)}`)}
                  onCancel={toList}
                />
              )}
            </Stack>
          )
        }}
      </Loaded>
    </PageFrame>
  )
}

function Choice({
  vendors,
  chosen,
  onChoose,
}: {
  readonly vendors: readonly Vendor[]
  readonly chosen: string
  readonly onChoose: (name: string) => void
}) {
  const t = useWords(formWords)
  const bilingual = useBilingual()
  return (
    <div>
      <Text size="sm" fw={600} mb={6} id="vendor-choice">
        {t.chooseVendor}
      </Text>
      <div className={styles['choice']} role="radiogroup" aria-labelledby="vendor-choice">
        {vendors.map(({ name, brand, provider }) => (
          <UnstyledButton
            key={name}
            role="radio"
            aria-checked={name === chosen}
            className={styles['vendor'] ?? ''}
            onClick={() => onChoose(name)}
          >
            <span className={styles['brand']}>{bilingual(brand)}</span>
            <span className={styles['provider']}>{provider}</span>
          </UnstyledButton>
        ))}
      </div>
    </div>
  )
}
