// The list of chats, and how to begin one.
import { type FormEvent, type ReactNode, useState, useSyncExternalStore } from 'react'
import { useWords } from '../words/words.ts'
import type { ChatClient } from './chat-client.ts'
import styles from './phone.module.css'
import type { ConversationLine } from './state.ts'
import { words } from './words.ts'

/** Chats, the latest first. */
export function ChatsScreen({ client, user }: { readonly client: ChatClient; readonly user: string }) {
  const t = useWords(words)
  const { conversations } = useSyncExternalStore(client.store.listen, client.store.get)
  const [form, setForm] = useState<'chat' | 'group'>()
  const close = (): void => setForm(undefined)
  return (
    <>
      <header className={styles['head']}>
        <h1>{t.chats}</h1>
        <span className={styles['who']}>{user}</span>
      </header>
      <div className={styles['row']}>
        <button type="button" onClick={() => setForm('chat')}>
          {t.newChat}
        </button>
        <button type="button" onClick={() => setForm('group')}>
          {t.newGroup}
        </button>
      </div>
      {form === 'chat' && <NewChat client={client} onClose={close} />}
      {form === 'group' && <NewGroup client={client} onClose={close} />}
      {conversations.length === 0 ? (
        <p className={styles['hint']}>{t.noChats}</p>
      ) : (
        <ul className={styles['list']}>
          {conversations.map(one => (
            <li key={`${one.type} ${one.id}`}>
              <ChatRow one={one} onOpen={() => client.open(one).catch(cause => client.complain(cause))} />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function ChatRow({ one, onOpen }: { readonly one: ConversationLine; readonly onOpen: () => unknown }) {
  const t = useWords(words)
  return (
    <button type="button" className={styles['chat']} onClick={() => void onOpen()}>
      <span className={styles['face']} aria-hidden>
        {[...one.name][0]?.toUpperCase()}
      </span>
      <span className={styles['names']}>
        <strong>{one.name}</strong>
        <span>{one.last}</span>
      </span>
      {one.unread > 0 && (
        <span className={styles['count']}>
          <span aria-hidden>{one.unread}</span>
          <span className={styles['unseen']}>{t.unread(one.unread)}</span>
        </span>
      )}
    </button>
  )
}

interface FormProps {
  readonly client: ChatClient
  readonly onClose: () => void
}

function NewChat({ client, onClose }: FormProps) {
  const t = useWords(words)
  const [id, setId] = useState('')
  const people = client.people.filter(one => one !== client.store.get().user)
  const begin = (to: string) => client.open({ id: to, type: 0 })
  return (
    <Sheet client={client} verb={t.start} onClose={onClose} onSubmit={() => begin(id.trim())}>
      <label>
        {t.withWhom}
        <input value={id} onChange={event => setId(event.currentTarget.value)} maxLength={32} required />
      </label>
      <div className={styles['chips']}>
        {people.map(one => (
          <button
            key={one}
            type="button"
            onClick={() => {
              onClose()
              begin(one).catch(cause => client.complain(cause))
            }}
          >
            {one}
          </button>
        ))}
      </div>
    </Sheet>
  )
}

function NewGroup({ client, onClose }: FormProps) {
  const t = useWords(words)
  const [name, setName] = useState('')
  const [members, setMembers] = useState('')
  const users = members.split(/[,，\s]+/).filter(one => one !== '')
  return (
    <Sheet client={client} verb={t.create} onClose={onClose} onSubmit={() => client.createGroup(name, users)}>
      <label>
        {t.groupName}
        <input value={name} onChange={event => setName(event.currentTarget.value)} maxLength={50} required />
      </label>
      <label>
        {t.members}
        <input value={members} onChange={event => setMembers(event.currentTarget.value)} required />
      </label>
    </Sheet>
  )
}

function Sheet({
  client,
  verb,
  onClose,
  onSubmit,
  children,
}: FormProps & { readonly verb: string; readonly onSubmit: () => Promise<unknown>; readonly children: ReactNode }) {
  const t = useWords(words)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    onSubmit().then(onClose, cause => client.complain(cause))
  }
  return (
    <form className={styles['sheet']} onSubmit={submit}>
      {children}
      <div className={styles['row']}>
        <button type="button" onClick={onClose}>
          {t.cancel}
        </button>
        <button type="submit" className={styles['primary']}>
          {verb}
        </button>
      </div>
    </form>
  )
}
