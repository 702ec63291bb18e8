// An import under way: batch after batch, until all lines are through, somebody stops it, or it breaks off. A batch of the server is all or
// nothing per line, and a repeat changes nothing.
import { useCallback, useEffect, useRef, useState } from 'react'
import { useServer } from '../../api/server.ts'
import { batchesOf, type LineEnd, type UserLine } from './lines.ts'

/** Lines of one batch: small enough that progress is seen and stopping takes effect within a second. */
const batchLines = 500

/** How far an import is. */
export interface ImportState {
  readonly phase: 'running' | 'finished' | 'stopped' | 'broken'
  readonly total: number
  readonly ends: readonly LineEnd[]
  readonly startedAtMs: number
  /** Of the last batch. */
  readonly atMs: number
  readonly failure: unknown
}

/** What an import is started with. */
export interface ImportWish {
  readonly label: string
  readonly lines: readonly UserLine[]
  readonly createUsers: boolean
}

/** Runs imports, one at a time; one that is running stops with the component. */
export function useImport(onEnd: () => void) {
  const server = useServer()
  const [state, setState] = useState<ImportState>()
  const stopping = useRef<AbortController>(undefined)
  useEffect(() => () => stopping.current?.abort(), [])
  const start = useCallback(
    async ({ label, lines, createUsers }: ImportWish): Promise<void> => {
      const controller = new AbortController()
      stopping.current = controller
      const began = Date.now()
      const ends: LineEnd[] = []
      const show = (phase: ImportState['phase'], failure?: unknown): void =>
        setState({ phase, total: lines.length, ends: [...ends], startedAtMs: began, atMs: Date.now(), failure })
      show('running')
      try {
        for (const batch of batchesOf(lines, batchLines)) {
          if (controller.signal.aborted) break
          const rows = batch.map(({ username }) => ({ label, username }))
          // A batch that is under way is waited for: what it did is in the report.
          const reply = await server.import.batch({ kind: 'labels', rows, createUsers })
          for (const [at, line] of batch.entries()) {
            const end = reply.rows[at]
            ends.push({ ...line, status: end?.status ?? 'refused', code: end?.code ?? '', text: end?.text ?? '' })
          }
          show('running')
        }
        show(ends.length < lines.length ? 'stopped' : 'finished')
      } catch (failure) {
        show('broken', failure)
      }
      onEnd()
    },
    [server, onEnd],
  )
  return { state, start, stop: () => stopping.current?.abort(), clear: () => setState(undefined) }
}
