// Phones: the shelf, the table with two of them, and the eight steps beside it. Only in the sandbox, and only for its demo app.
import { Anchor, useComputedColorScheme } from '@mantine/core'
import type { Posthouse, SandboxShowReply } from '@posthouse/client/rest'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { addressOf, usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import { useUrlText } from '../../api/url-state.ts'
import { Empty } from '../../parts/empty.tsx'
import { PageFrame } from '../../parts/page.tsx'
import type { Look } from '../../phone/bridge.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { EightSteps } from './eight-steps.tsx'
import { followDeliveries } from './feed.ts'
import { type Maker, makers, tableOf } from './makers.ts'
import { NoSandbox } from './no-sandbox.tsx'
import styles from './phones.module.css'
import { PhonesContext } from './sandbox-context.tsx'
import { Shelf } from './shelf.ts'
import { ShelfBar } from './shelf-bar.tsx'
import { Slot } from './slot.tsx'
import { watchTab } from './watch-tab.ts'
import { words } from './words.ts'

/** The page. */
export function Page() {
  const t = useWords(words)
  const server = useServer()
  const place = usePlace()
  const { data, error, refetch } = useQuery({
    queryKey: ['sandbox', 'phones'],
    queryFn: ({ signal }) => server.sandbox.show({}, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const lookAgain = useCallback(() => refetch({ cancelRefetch: false }), [refetch])
  const isDemo = data?.app.org === place.org && data.app.app === place.app
  return (
    <PageFrame title={t.title} lead={t.lead}>
      {error && <NoSandbox failure={error} onRetry={refetch} />}
      {data && !isDemo && (
        <Empty
          action={
            <Anchor component={Link} href={`~${addressOf(data.app, '/phones')}`} size="sm">
              {t.toDemo}
            </Anchor>
          }
        >
          {t.elsewhere(`${data.app.org}#${data.app.app}`)}
        </Empty>
      )}
      {data && isDemo && <Table key={data.startedAt} sandbox={data} server={server} onAway={lookAgain} />}
    </PageFrame>
  )
}

interface TableProps {
  readonly sandbox: SandboxShowReply
  readonly server: Posthouse
  /** The server did not answer: it may be another sandbox when it does. */
  readonly onAway: () => unknown
}

function Table({ sandbox, server, onAway }: TableProps) {
  const look = useLook()
  const lookNow = useRef(look)
  lookNow.current = look
  const [shelf] = useState(() => shelfOf(sandbox, server, () => lookNow.current))
  useEffect(() => shelf.dress(look), [shelf, look])
  useEffect(() => {
    const ending = new AbortController()
    const { signal } = ending
    const isWatched = watchTab(signal, () => performance.now())
    void followDeliveries({ shelf, server, signal, isWatched, onAway: () => void onAway() })
    return () => ending.abort()
  }, [shelf, server, onAway])
  const [table, take] = useTable()
  return (
    <PhonesContext value={{ shelf, server, sandbox }}>
      <ShelfBar table={table} onTake={take} />
      <div className={styles['table']}>
        {makers.map(maker => (
          <Slot
            key={maker.source}
            maker={maker}
            place={table.includes(maker.source) ? table.indexOf(maker.source) : undefined}
          />
        ))}
        <EightSteps key={table.join()} sender={table[0]} receiver={table[1]} />
      </div>
    </PhonesContext>
  )
}

function shelfOf(sandbox: SandboxShowReply, server: Posthouse, look: () => Look): Shelf {
  const reporting = new Set(sandbox.vendors.filter(({ reports }) => reports).map(({ vendor }) => vendor))
  return new Shelf({
    api: {
      newToken: vendor => server.sandbox.createDeviceToken({ vendor }),
      setToken: (vendor, token, state) => server.sandbox.setDeviceToken({ vendor, token, state }),
      loginToken: async userId => (await server.sandbox.issueLoginToken({ userId })).token,
      async report(report) {
        return reporting.has(report.vendor) && (await server.simulators.report(report)).reported
      },
    },
    storage: sessionStorage,
    now: Date.now,
    sandbox: { ...sandbox, appId: sandbox.app.appId, server: location.origin },
    makers,
    look,
  })
}

/** The two phones on the table, in the address; the one that lies there longest makes room. */
function useTable(): readonly [ReturnType<typeof tableOf>, (source: Maker['source']) => void] {
  const [text, setText] = useUrlText('phones', 'apns,xiaomi')
  const table = tableOf(text)
  const take = (source: Maker['source']): void => {
    if (!table.includes(source)) setText([...table, source].slice(-2).join(','))
  }
  return [table, take]
}

function useLook(): Look {
  const language = useLanguage()
  const scheme = useComputedColorScheme('light')
  const [look, setLook] = useState<Look>({ language, scheme })
  if (look.language !== language || look.scheme !== scheme) setLook({ language, scheme })
  return look
}
