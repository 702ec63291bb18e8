// Changing a notifier, or giving it another credential.
import { useLocation } from 'wouter'
import { addressOf, segment, usePlace } from '../../api/place.ts'
import { useVendors } from '../../api/vendors.ts'
import { AppLink } from '../../parts/link.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { useWords } from '../../words/words.ts'
import { CredentialForm } from './credential-form.tsx'
import { formWords } from './form-words.ts'
import { useNotifier } from './queries.ts'

/** The page. */
export function EditNotifier({ name }: { readonly name: string }) {
  const t = useWords(formWords)
  const query = useNotifier(name)
  const vendors = useVendors()
  const [, go] = useLocation()
  const place = usePlace()
  const toOne = (one: string): void => go(`~${addressOf(place, `/notifiers/${segment(one)}`)}`)
  return (
    <PageFrame title={t.editTitle(name)} lead={<AppLink to={`/notifiers/${segment(name)}`}>{name}</AppLink>}>
      <Loaded query={vendors}>
        {known => (
          <Loaded query={query}>
            {({ notifier }) => {
              const vendor = known.find(one => one.name === notifier.vendor)
              if (!vendor) return null
              return (
                <CredentialForm
                  key={notifier.uuid}
                  vendor={vendor}
                  notifier={notifier}
                  onSaved={toOne}
                  onCancel={() => toOne(name)}
                />
              )
            }}
          </Loaded>
        )}
      </Loaded>
    </PageFrame>
  )
}
