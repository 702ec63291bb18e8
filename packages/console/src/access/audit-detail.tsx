// One entry of the audit log in full.
import { Modal } from '@mantine/core'
import { Facts } from '../parts/facts.tsx'
import { IdText } from '../parts/id-text.tsx'
import { Instant } from '../parts/instant.tsx'
import { exactText } from '../words/formats.ts'
import { useWords } from '../words/words.ts'
import { Actor } from './actor.tsx'
import { Ended } from './audit-ended.tsx'
import { type AuditRow, outcomeOf } from './audit-entries.ts'
import { auditWords } from './audit-words.ts'

/** Open while there is a row to show. */
export function AuditDetail({ row, onClose }: { readonly row: AuditRow | undefined; readonly onClose: () => void }) {
  const t = useWords(auditWords)
  if (!row) return null
  const { entry } = row
  const { code } = outcomeOf(row)
  const params = Object.entries(entry.params)
  return (
    <Modal opened onClose={onClose} title={`#${entry.seq} · ${entry.action}`} size="lg">
      <Facts
        facts={[
          { name: t.when, value: exactText(entry.at) },
          {
            name: t.who,
            value: <Actor entry={entry} />,
            ...(entry.actor.kind === 'operator' ? {} : { note: t[entry.actor.kind] }),
          },
          { name: t.address, value: entry.address },
          ...(entry.app ? [{ name: t.app, value: `${entry.app.org}#${entry.app.app}` }] : []),
          ...params.map(([name, value]) => ({ name, value })),
          { name: t.members, value: entry.members.join(', ') || t.nothing, note: t.membersNote },
          { name: t.outcome, value: <Ended row={row} />, ...(code === undefined ? {} : { note: code }) },
          ...(row.end
            ? [{ name: t.endedAt, value: <Instant at={row.end.at} as="clock" />, note: `#${row.end.seq}` }]
            : []),
          { name: t.hash, value: <IdText id={entry.hash} charsMax={64} />, note: t.hashNote },
        ]}
      />
    </Modal>
  )
}
