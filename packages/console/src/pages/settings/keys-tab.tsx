// The API keys of the app.
import { Keys } from '../../access/keys.tsx'
import { usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'

/** Keys of one page. */
const pageSize = 100

/** The tab. */
export function KeysTab() {
  const { org, app } = usePlace()
  const { apiKeys } = useServer()
  return (
    <Keys
      isServerWide={false}
      list={{
        key: ['keys', org, app],
        load: async (cursor, signal) => {
          const at = cursor === undefined ? {} : { cursor: String(cursor) }
          const answer = await apiKeys.ofApp({ limit: pageSize, ...at }, { signal })
          return { rows: answer.keys, cursor: answer.cursor }
        },
      }}
      create={async wanted => (await apiKeys.createOfApp(wanted)).secret}
      revoke={keyId => apiKeys.revokeOfApp({ keyId })}
    />
  )
}
