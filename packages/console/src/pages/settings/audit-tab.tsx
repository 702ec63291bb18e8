// The audit log as far as it is about the app.
import { Audit } from '../../access/audit.tsx'
import { auditWords } from '../../access/audit-words.ts'
import { Head } from '../../access/head.tsx'
import { usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import { useWords } from '../../words/words.ts'

/** The tab. */
export function AuditTab() {
  const t = useWords(auditWords)
  const { org, app } = usePlace()
  const { audit } = useServer()
  return (
    <>
      <Head lead={t.appLead} />
      <Audit
        of={`${org}#${app}`}
        isServerWide={false}
        load={async (query, signal) => {
          const { entries, cursor } = await audit.ofApp(query, { signal })
          return { rows: entries, cursor }
        }}
      />
    </>
  )
}
