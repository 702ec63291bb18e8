// A notification that comes while the app is in front: above it for a few seconds, then it waits on the lock screen.
import { useEffect, useState } from 'react'
import type { Maker } from './makers.ts'
import { NoteCard } from './note-card.tsx'
import styles from './phones.module.css'
import { useHandset } from './sandbox-context.tsx'

const shownMs = 6_000

/** The latest one, while it is new. */
export function HeadsUp({ maker, now }: { readonly maker: Maker; readonly now: number }) {
  const [note] = useHandset(maker.source).notes
  const [gone, setGone] = useState(note?.id)
  const id = note?.id
  useEffect(() => {
    const timer = setTimeout(() => setGone(id), shownMs)
    return () => clearTimeout(timer)
  }, [id])
  if (!note || note.id === gone) return null
  return (
    <div className={styles['headsUp']}>
      <NoteCard maker={maker} note={note} now={now} />
    </div>
  )
}
