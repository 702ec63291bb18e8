// The API keys of every app and of the server itself.
import { Keys } from '../../access/keys.tsx'
import { useServer } from '../../api/server.ts'

/** Keys of one page. */
const pageSize = 100

/** The tab. */
export function KeysTab() {
  const { apiKeys } = useServer()
  return (
    <Keys
      isServerWide
      list={{
        key: ['keys'],
        load: async (cursor, signal) => {
          const at = cursor === undefined ? {} : { cursor: String(cursor) }
          const answer = await apiKeys.list({ limit: pageSize, ...at }, { signal })
          return { rows: answer.keys, cursor: answer.cursor }
        },
      }}
      create={async wanted => (await apiKeys.create(wanted)).secret}
      revoke={keyId => apiKeys.revoke({ keyId })}
    />
  )
}
