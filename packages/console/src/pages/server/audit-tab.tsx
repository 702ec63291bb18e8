// The audit log of the whole server, and whether its chain holds.
import { Button, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Audit } from '../../access/audit.tsx'
import { auditWords } from '../../access/audit-words.ts'
import { Head } from '../../access/head.tsx'
import { useServer } from '../../api/server.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { IdText } from '../../parts/id-text.tsx'
import { State } from '../../parts/outcome.tsx'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'

/** Every entry is read, ms. */
const verifyTimeoutMs = 300_000

/** The tab. */
export function AuditTab() {
  const t = useWords(auditWords)
  const { audit } = useServer()
  const verify = useMutation({ mutationFn: () => audit.verify({}, { timeoutMs: verifyTimeoutMs }) })
  return (
    <>
      <Head
        lead={t.serverLead}
        action={
          <Button variant="default" loading={verify.isPending} onClick={() => verify.mutate()}>
            {t.check}
          </Button>
        }
      />
      {verify.error !== null && <FailureNote failure={verify.error} />}
      {verify.data && <Verdict {...verify.data} />}
      <Audit
        of="server"
        isServerWide
        load={async (query, signal) => {
          const { entries, cursor } = await audit.list(query, { signal })
          return { rows: entries, cursor }
        }}
      />
    </>
  )
}

interface VerdictProps {
  readonly holds: boolean
  readonly entries: number
  readonly head: string
  readonly broken?: { readonly seq: number; readonly kind: 'changed' | 'missing' | 'unlinked' }
}

function Verdict({ holds, entries, head, broken }: VerdictProps) {
  const t = useWords(auditWords)
  const language = useLanguage()
  return (
    <Card mb="md">
      <Stack gap="xs" role="status">
        {holds || !broken ? (
          <State tone="fine">{t.holds(countText(entries, language))}</State>
        ) : (
          <State tone="bad">{t[broken.kind](broken.seq)}</State>
        )}
        {holds && <Facts facts={[{ name: t.head, value: <IdText id={head} charsMax={64} />, note: t.headNote }]} />}
      </Stack>
    </Card>
  )
}
