// A call: it rings here, it rings there, or both talk.
import { useWords } from '../words/words.ts'
import type { ChatClient } from './chat-client.ts'
import styles from './phone.module.css'
import type { CallLine } from './state.ts'
import { words } from './words.ts'

/** Above everything else. */
export function CallScreen({ client, call }: { readonly client: ChatClient; readonly call: CallLine }) {
  const t = useWords(words)
  const { calls } = client
  const does = (work: Promise<void>): void => void work.catch(cause => client.complain(cause))
  const title = { incoming: t.callFrom, outgoing: t.calling, talking: t.talking }[call.phase](call.peer)
  return (
    <section className={styles['call']} role="alertdialog" aria-label={title}>
      <span className={styles['face']} data-ringing={call.phase !== 'talking'} aria-hidden>
        {[...call.peer][0]?.toUpperCase()}
      </span>
      <h2>{title}</h2>
      <div className={styles['row']}>
        {call.phase === 'incoming' && (
          <button type="button" className={styles['accept']} onClick={() => does(calls.accept())}>
            {t.accept}
          </button>
        )}
        <button type="button" className={styles['end']} onClick={() => does(calls.end())}>
          {call.phase === 'incoming' ? t.reject : t.hangUp}
        </button>
      </div>
    </section>
  )
}
