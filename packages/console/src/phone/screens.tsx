// The chat app's screens: who are you, the chats, one chat, and a call above all of them.
import { useSyncExternalStore } from 'react'
import { useWords } from '../words/words.ts'
import { CallScreen } from './call-screen.tsx'
import type { ChatClient } from './chat-client.ts'
import { ChatScreen } from './chat-screen.tsx'
import { ChatsScreen } from './chats-screen.tsx'
import { LogInScreen } from './log-in-screen.tsx'
import styles from './phone.module.css'
import { words } from './words.ts'

/** The app. */
export function Screens({ client }: { readonly client: ChatClient }) {
  const t = useWords(words)
  const { user, open, call, connection, problem } = useSyncExternalStore(client.store.listen, client.store.get)
  return (
    <main className={styles['app']} lang={document.documentElement.lang}>
      {user !== undefined && connection !== 'connected' && (
        <p className={styles['bar']} role="status">
          {connection === 'reconnecting' ? t.reconnecting : t.connecting}
        </p>
      )}
      {problem !== '' && (
        <p className={styles['problem']} role="alert">
          {problem}
        </p>
      )}
      {user === undefined ? (
        <LogInScreen client={client} />
      ) : open ? (
        <ChatScreen client={client} place={open} />
      ) : (
        <ChatsScreen client={client} user={user} />
      )}
      {call && <CallScreen client={client} call={call} />}
    </main>
  )
}
