// Simulators: the vendors at the left, and of the one that is chosen its state, its faults and what it received. Only in the sandbox.
import { Text, UnstyledButton } from '@mantine/core'
import type { SandboxShowReply } from '@posthouse/client/rest'
import { useQuery } from '@tanstack/react-query'
import { liveMs } from '../../api/queries.ts'
import { useServer } from '../../api/server.ts'
import { useUrlText } from '../../api/url-state.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { IdText } from '../../parts/id-text.tsx'
import { AppLink } from '../../parts/link.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { State } from '../../parts/outcome.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { makers } from '../phones/makers.ts'
import { NoSandbox } from '../phones/no-sandbox.tsx'
import { Faults } from './faults.tsx'
import { Requests } from './requests.tsx'
import styles from './simulators.module.css'
import { words } from './words.ts'

type Vendor = SandboxShowReply['vendors'][number]

/** The page. */
export function Page() {
  const t = useWords(words)
  const server = useServer()
  const query = useQuery({
    queryKey: ['sandbox', 'simulators'],
    queryFn: ({ signal }) => server.sandbox.show({}, { signal }),
    refetchInterval: liveMs.watched,
  })
  return (
    <PageFrame title={t.title} lead={t.lead}>
      {query.error && !query.data ? (
        <NoSandbox failure={query.error} onRetry={query.refetch} />
      ) : (
        <Loaded query={query} lines={10}>
          {({ vendors }) => <Vendors vendors={vendors} />}
        </Loaded>
      )}
    </PageFrame>
  )
}

function Vendors({ vendors }: { readonly vendors: readonly Vendor[] }) {
  const t = useWords(words)
  const [name, choose] = useUrlText('vendor', vendors[0]?.vendor ?? '')
  const chosen = vendors.find(({ vendor }) => vendor === name) ?? vendors[0]
  return (
    <div className={styles['columns']}>
      <nav className={styles['vendors']} aria-label={t.vendors}>
        {vendors.map(one => (
          <VendorButton key={one.vendor} vendor={one} isChosen={one === chosen} onChoose={() => choose(one.vendor)} />
        ))}
      </nav>
      {chosen && (
        <div className={styles['detail']}>
          <About vendor={chosen} />
          <Faults key={`faults ${chosen.vendor}`} vendor={chosen.vendor} />
          <Requests key={`requests ${chosen.vendor}`} vendor={chosen.vendor} />
        </div>
      )}
    </div>
  )
}

function VendorButton({
  vendor,
  isChosen,
  onChoose,
}: {
  readonly vendor: Vendor
  readonly isChosen: boolean
  readonly onChoose: () => void
}) {
  const t = useWords(words)
  const language = useLanguage()
  const { received, delivered, faults } = vendor
  return (
    <UnstyledButton className={styles['vendor']} aria-current={isChosen ? 'true' : undefined} onClick={onChoose}>
      <strong>{useBrand(vendor.vendor)}</strong>
      <Text size="xs" c="dimmed" span>
        {t.counts(countText(received, language), countText(delivered, language))}
      </Text>
      {faults > 0 && (
        <Text size="xs" span>
          <State tone="warn">{t.armed(faults)}</State>
        </Text>
      )}
    </UnstyledButton>
  )
}

function About({ vendor }: { readonly vendor: Vendor }) {
  const t = useWords(words)
  const { url, packageName, notifierName, faults, reports } = vendor
  return (
    <Card
      title={useBrand(vendor.vendor)}
      actions={<State tone={faults > 0 ? 'warn' : 'fine'}>{faults > 0 ? t.armed(faults) : t.fine}</State>}
    >
      <Facts
        facts={[
          { name: t.address, value: <IdText id={url} charsMax={40} /> },
          { name: t.package, value: packageName },
          ...(notifierName === undefined
            ? []
            : [
                {
                  name: t.notifier,
                  value: (
                    <AppLink to={`/notifiers/${encodeURIComponent(notifierName)}`} inherit>
                      {notifierName}
                    </AppLink>
                  ),
                },
              ]),
          { name: t.receipts, value: reports ? t.yes : t.no },
        ]}
      />
    </Card>
  )
}

/** As the phones name it. */
function useBrand(vendor: string): string {
  const language = useLanguage()
  return makers.find(({ source }) => source === vendor)?.vendor[language] ?? vendor
}
