// Who is using this phone?
import { type FormEvent, useState } from 'react'
import { useWords } from '../words/words.ts'
import type { ChatClient } from './chat-client.ts'
import styles from './phone.module.css'
import { words } from './words.ts'

/** Logs in by a user's id. */
export function LogInScreen({ client }: { readonly client: ChatClient }) {
  const t = useWords(words)
  const [user, setUser] = useState(client.suggestedUser)
  const [isBusy, setBusy] = useState(false)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setBusy(true)
    client
      .login(user.trim())
      .catch(cause => client.complain(cause))
      .finally(() => setBusy(false))
  }
  return (
    <form className={styles['welcome']} onSubmit={submit}>
      <h1>{t.app}</h1>
      <label>
        {t.whoAreYou}
        <input value={user} onChange={event => setUser(event.currentTarget.value)} maxLength={32} required />
      </label>
      <button type="submit" className={styles['primary']} disabled={isBusy}>
        {t.logIn}
      </button>
      <p className={styles['hint']}>{t.logInHint}</p>
    </form>
  )
}
