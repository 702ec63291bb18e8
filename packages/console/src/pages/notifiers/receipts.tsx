// Where the vendor reports what arrived, and how it learns of that address. Only for who may see it: it is as good as a credential.
import { Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core'
import type { ReceiptsOfNotifierReply } from '@posthouse/client/rest'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useServer } from '../../api/server.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Instant } from '../../parts/instant.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { detailWords } from './detail-words.ts'
import { useNotifiersKey } from './queries.ts'

/** The card. */
export function Receipts({ name }: { readonly name: string }) {
  const t = useWords(detailWords)
  const server = useServer()
  const key = useNotifiersKey()
  const query = useQuery({
    queryKey: [...key, 'receipts', name],
    queryFn: ({ signal }) => server.receipts.ofNotifier({ name }, { signal }),
  })
  return (
    <Card title={t.receipts}>
      <Loaded query={query} lines={2}>
        {receipts => <Told receipts={receipts} />}
      </Loaded>
    </Card>
  )
}

function Told({ receipts }: { readonly receipts: ReceiptsOfNotifierReply }) {
  const t = useWords(detailWords)
  const language = useLanguage()
  const { setBy, url, reports, tooLong, calls } = receipts
  if (setBy === 'none') return <Text size="sm">{t.byNobody}</Text>
  const bad = countText(calls.refused + calls.malformed, language)
  const last = calls.lastAt !== undefined && (
    <>
      {` · ${t.lastAt} `}
      <Instant at={calls.lastAt} />
    </>
  )
  return (
    <Stack gap="xs">
      <Text size="sm">{tooLong ? t.tooLong : setBy === 'push' ? t.byPush : t.byConsole}</Text>
      {url === undefined ? <Text size="sm">{t.noUrl}</Text> : <Address url={url} />}
      <Facts
        facts={[
          { name: t.reported, value: reports.map(one => (one in detailWords ? t[one as 'arrived'] : one)).join(', ') },
          {
            name: t.calls,
            value: (
              <>
                {t.callsAre(countText(calls.taken, language), bad)}
                {last}
              </>
            ),
          },
        ]}
      />
    </Stack>
  )
}

/** Hidden until it is asked for: people share their screens. */
function Address({ url }: { readonly url: string }) {
  const t = useWords(detailWords)
  const [isShown, setShown] = useState(false)
  if (!isShown)
    return (
      <Group>
        <Button variant="default" onClick={() => setShown(true)}>
          {t.show}
        </Button>
      </Group>
    )
  return (
    <Group gap="xs">
      <Code aria-label={t.address}>{url}</Code>
      <CopyButton value={url}>
        {({ copied, copy }) => (
          <Button variant="default" size="compact-xs" onClick={copy}>
            {copied ? t.copied : t.copy}
          </Button>
        )}
      </CopyButton>
    </Group>
  )
}
