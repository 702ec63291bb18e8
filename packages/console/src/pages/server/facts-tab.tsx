// What the server says of itself: version, database and what it promises, addresses, today's counts.
import { Text } from '@mantine/core'
import type { OperationsInfoReply } from '@posthouse/client/rest'
import { useQuery } from '@tanstack/react-query'
import { liveMs } from '../../api/queries.ts'
import { useServer } from '../../api/server.ts'
import { Card } from '../../parts/card.tsx'
import { type Fact, Facts } from '../../parts/facts.tsx'
import { IdText } from '../../parts/id-text.tsx'
import { Instant } from '../../parts/instant.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { type Spoken, useWords } from '../../words/words.ts'
import styles from './server.module.css'
import { words } from './words.ts'

/** The tab. */
export function FactsTab() {
  const t = useWords(words)
  const language = useLanguage()
  const server = useServer()
  const info = useQuery({
    queryKey: ['server', 'info'],
    queryFn: ({ signal }) => server.operations.info({}, { signal }),
    refetchInterval: liveMs.watched,
  })
  return (
    <Loaded query={info} lines={12}>
      {facts => (
        <>
          <Card title={t.server} mb="md">
            <Facts facts={ofServer(facts, t)} />
          </Card>
          <Card title={t.addresses} mb="md">
            <Facts facts={ofAddresses(facts, t)} />
          </Card>
          <Card title={t.today}>
            <dl className={styles['figures']}>
              {counted.map(name => (
                <div key={name}>
                  <dt>{t[name]}</dt>
                  <dd>{countText(facts.counts[name], language)}</dd>
                </div>
              ))}
            </dl>
            <Text size="xs" c="dimmed" mt="xs">
              {t.todayIs}
            </Text>
          </Card>
        </>
      )}
    </Loaded>
  )
}

const counted = ['apps', 'targeted', 'success', 'fail', 'error', 'arrived', 'clicked'] as const

function ofServer(info: OperationsInfoReply, t: Spoken<typeof words>): readonly Fact[] {
  return [
    { name: t.version, value: info.version },
    { name: t.database, value: info.database === 'postgres' ? 'PostgreSQL' : 'SQLite' },
    { name: t.durability, value: info.durability, note: t.durabilityIs },
    { name: t.node, value: info.node },
    { name: t.vendors, value: info.sandbox ? t.simulators : t.real },
    { name: t.timeZone, value: info.timeZone, note: t.timeZoneIs },
    { name: t.clock, value: <Instant at={info.now} as="clock" /> },
  ]
}

function ofAddresses({ addresses, publicUrl }: OperationsInfoReply, t: Spoken<typeof words>): readonly Fact[] {
  const isApart = addresses !== undefined && addresses.main !== addresses.admin
  return [
    { name: t.mainPort, value: addresses && <IdText id={addresses.main} charsMax={64} />, note: t.mainPortIs },
    {
      name: t.adminPort,
      value: addresses && <IdText id={addresses.admin} charsMax={64} />,
      note: isApart ? t.adminApart : t.adminTogether,
    },
    {
      name: t.publicUrl,
      value: publicUrl === undefined ? t.notSet : <IdText id={publicUrl} charsMax={70} />,
      note: t.publicUrlIs,
    },
  ]
}
