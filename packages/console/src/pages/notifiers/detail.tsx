// The page of one notifier: is it used, does it work, who rests on it, what can be done.
import { SimpleGrid, Stack } from '@mantine/core'
import type { NotifierStatesNotifier, NotifierStatesShowReply } from '@posthouse/client/rest'
import { segment } from '../../api/place.ts'
import { useMay } from '../../api/session.ts'
import { Card } from '../../parts/card.tsx'
import { type Fact, Facts } from '../../parts/facts.tsx'
import { Instant } from '../../parts/instant.tsx'
import { JsonView } from '../../parts/json-view.tsx'
import { AppLink } from '../../parts/link.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { useBrands } from '../../parts/vendor-names.ts'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useBilingual, useWords } from '../../words/words.ts'
import { Actions } from './actions.tsx'
import { detailWords } from './detail-words.ts'
import { Health } from './health.tsx'
import { useNotifier } from './queries.ts'
import { Rate } from './rate.tsx'
import { Receipts } from './receipts.tsx'
import { standingOf } from './state.ts'
import { ExpiryText, StateText } from './state-text.tsx'
import { Today } from './today.tsx'
import { useNow } from './use-now.ts'
import { words } from './words.ts'

/** The page. */
export function Detail({ name }: { readonly name: string }) {
  const t = useWords(detailWords)
  const query = useNotifier(name)
  return (
    <PageFrame
      title={t.title(name)}
      lead={<AppLink to="/notifiers">{t.back}</AppLink>}
      actions={query.data && <Actions notifier={query.data.notifier} />}
    >
      <Loaded query={query}>{shown => <One {...shown} />}</Loaded>
    </PageFrame>
  )
}

function One({ notifier, limits }: NotifierStatesShowReply) {
  const t = useWords(detailWords)
  const mayAll = useMay('admin')
  const hasSettings = Object.keys(notifier.settings).length > 0
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <About notifier={notifier} />
        <Today today={notifier.today} limits={limits} />
      </SimpleGrid>
      <Health notifier={notifier} />
      {mayAll && <Receipts name={notifier.name} />}
      {hasSettings && (
        <Card title={t.settings}>
          <JsonView value={notifier.settings} label={t.settings} />
        </Card>
      )}
    </Stack>
  )
}

function About({ notifier }: { readonly notifier: NotifierStatesNotifier }) {
  const t = useWords(words)
  const d = useWords(detailWords)
  const now = useNow(notifier.state.kind === 'paused')
  const language = useLanguage()
  const brandOf = useBrands()
  const { vendor, provider, environment, packageName, certificate, created, modified, expiresAt, bindings } = notifier
  const count = countText(bindings.counted, language)
  const facts: readonly (Fact | undefined)[] = [
    {
      name: t.state,
      value: <StateText notifier={notifier} now={now} />,
      note: <PauseNote notifier={notifier} now={now} />,
    },
    { name: t.vendor, value: `${brandOf(vendor)} · ${provider}` },
    { name: d.environment, value: environment === 'PRODUCTION' ? t.production : t.development },
    packageName === undefined ? undefined : { name: t.package, value: packageName },
    certificate === undefined ? undefined : { name: d.file, value: certificate },
    { name: t.credential, value: <ExpiryText expiresAt={expiresAt} now={now} /> },
    {
      name: t.bindings,
      value: (
        <AppLink to={`/users?notifier=${segment(notifier.name)}`} inherit>
          {bindings.isMore ? t.atLeast(count) : count}
        </AppLink>
      ),
    },
    { name: d.rate, value: <Rate notifier={notifier} /> },
    { name: d.created, value: <Instant at={created} /> },
    { name: d.modified, value: <Instant at={modified} /> },
  ]
  return (
    <Card title={d.facts}>
      <Facts facts={facts.filter(fact => fact !== undefined)} />
    </Card>
  )
}

/** Since when it rests, and the vendor's own word. */
function PauseNote({ notifier, now }: { readonly notifier: NotifierStatesNotifier; readonly now: number }) {
  const t = useWords(detailWords)
  const bilingual = useBilingual()
  const { since, code, said } = notifier.state
  if (standingOf(notifier, now).leftMs === undefined) return null
  return (
    <>
      {since !== undefined && (
        <>
          {`${t.since} `}
          <Instant at={since} />
        </>
      )}
      {code !== undefined && ` · ${t.said(code)}`}
      {said && ` · ${bilingual(said)}`}
    </>
  )
}
