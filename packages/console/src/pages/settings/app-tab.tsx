// The app itself: the names that clients and servers give, which secrets there are, and a token for a quick try.
import { Button, Group, Select, Stack, Text } from '@mantine/core'
import type { AppsApp } from '@posthouse/client/rest'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useServer } from '../../api/server.ts'
import { useMay } from '../../api/session.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { IdText } from '../../parts/id-text.tsx'
import { Instant } from '../../parts/instant.tsx'
import { JsonView } from '../../parts/json-view.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useWords } from '../../words/words.ts'
import { appWords } from './app-words.ts'
import { Secrets } from './secrets.tsx'
import { useApp } from './use-app.ts'

/** The tab. */
export function AppTab() {
  const app = useApp()
  const isAdmin = useMay('admin')
  return (
    <Loaded query={app} lines={8}>
      {answer => (
        <>
          <Names app={answer.app} />
          <Secrets app={answer.app} />
          {isAdmin && <TokenAtHand />}
        </>
      )}
    </Loaded>
  )
}

function Names({ app }: { readonly app: AppsApp }) {
  const t = useWords(appWords)
  return (
    <Card title={t.names} mb="md">
      <Facts
        facts={[
          { name: 'appkey', value: <IdText id={app.appkey} charsMax={64} />, note: t.appkeyIs },
          { name: 'AppID', value: <IdText id={String(app.id)} />, note: t.appIdIs },
          { name: 'client ID', value: <IdText id={app.clientId} charsMax={64} />, note: t.clientIdIs },
          { name: 'UUID', value: <IdText id={app.uuid} charsMax={64} />, note: t.uuidIs },
          { name: t.created, value: <Instant at={app.createdAt} /> },
        ]}
      />
    </Card>
  )
}

/** Lives of a token at hand, seconds. */
const lives = [600, 3_600, 86_400] as const

function TokenAtHand() {
  const t = useWords(appWords)
  const server = useServer()
  const [ttlSeconds, setTtl] = useState<number>(lives[0])
  const issue = useMutation({ mutationFn: () => server.operations.issueToken({ ttlSeconds }) })
  return (
    <Card title={t.token}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed" maw={760}>
          {t.tokenLead}
        </Text>
        <Group gap="xs" align="flex-end">
          <Select
            size="xs"
            w={160}
            label={t.life}
            data={lives.map(seconds => ({ value: String(seconds), label: t.lifeOf(seconds) }))}
            value={String(ttlSeconds)}
            allowDeselect={false}
            onChange={next => setTtl(Number(next))}
          />
          <Button variant="default" loading={issue.isPending} onClick={() => issue.mutate()}>
            {t.issue}
          </Button>
        </Group>
        {issue.error !== null && <FailureNote failure={issue.error} />}
        {issue.data && (
          <>
            <JsonView label={t.token} value={issue.data.token} />
            <Text size="xs" c="dimmed">
              {t.ends} <Instant at={issue.data.expiresAt} />
            </Text>
          </>
        )}
      </Stack>
    </Card>
  )
}
