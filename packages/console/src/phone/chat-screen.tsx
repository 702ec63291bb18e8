// One chat: its messages, a line to write in, and, with a user, a call.
import { type FormEvent, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useWords } from '../words/words.ts'
import type { Place } from './bridge.ts'
import type { ChatClient } from './chat-client.ts'
import styles from './phone.module.css'
import { isSame, type MessageLine } from './state.ts'
import { words } from './words.ts'

/** The conversation that is open. */
export function ChatScreen({ client, place }: { readonly client: ChatClient; readonly place: Place }) {
  const t = useWords(words)
  const { messages, conversations } = useSyncExternalStore(client.store.listen, client.store.get)
  const name = conversations.find(one => isSame(one, place))?.name ?? place.name ?? place.id
  const complain = (cause: unknown): void => client.complain(cause)
  return (
    <>
      <header className={styles['head']}>
        <button type="button" aria-label={t.back} onClick={() => void client.open(undefined)}>
          ‹
        </button>
        <h1>{name}</h1>
        {place.type === 0 && (
          <button type="button" aria-label={t.call(name)} onClick={() => client.calls.invite(place.id).catch(complain)}>
            ☎
          </button>
        )}
      </header>
      {messages.length === 0 ? (
        <p className={styles['hint']}>{t.noMessages}</p>
      ) : (
        <Messages messages={messages} isGroup={place.type === 2} />
      )}
      <Composer onSend={text => client.send(text).catch(complain)} />
    </>
  )
}

function Messages({ messages, isGroup }: { readonly messages: readonly MessageLine[]; readonly isGroup: boolean }) {
  const t = useWords(words)
  const end = useRef<HTMLLIElement>(null)
  const last = messages.at(-1)?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new message is scrolled to.
  useEffect(() => {
    void end.current?.scrollIntoView({ block: 'nearest' })
  }, [last])
  return (
    <ol className={styles['messages']}>
      {messages.map(({ id, from, text, isOwn, wasOffline }) => (
        <li key={id} data-own={isOwn} ref={id === last ? end : null}>
          {isGroup && !isOwn && <span className={styles['from']}>{from}</span>}
          <span className={styles['bubble']}>{text}</span>
          {wasOffline && <span className={styles['from']}>{t.offline}</span>}
        </li>
      ))}
    </ol>
  )
}

function Composer({ onSend }: { readonly onSend: (text: string) => unknown }) {
  const t = useWords(words)
  const [text, setText] = useState('')
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (text.trim() === '') return
    void onSend(text.trim())
    setText('')
  }
  return (
    <form className={styles['composer']} onSubmit={submit}>
      <input
        aria-label={t.message}
        placeholder={t.message}
        value={text}
        maxLength={500}
        onChange={event => setText(event.currentTarget.value)}
      />
      <button type="submit" className={styles['primary']}>
        {t.send}
      </button>
    </form>
  )
}
