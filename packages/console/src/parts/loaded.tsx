// An answer of the server on its way to the page: a quiet placeholder while it is awaited, a failure with its next step, or the content.
import { Skeleton, Stack } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import styles from './appear.module.css'
import { FailureNote } from './failure-note.tsx'

/** What {@link Loaded} is given. */
export interface LoadedProps<Value> {
  readonly query: UseQueryResult<Value>
  /** Lines of the placeholder, about as tall as the content. */
  readonly lines?: number
  readonly children: (value: Value) => ReactNode
}

/** Draws the last answer there is; a later failure stands above it. */
export function Loaded<Value>({ query, lines = 4, children }: LoadedProps<Value>) {
  const { data, error, isPending, refetch } = query
  if (isPending)
    return (
      <Stack gap="xs" aria-busy className={styles['late'] ?? ''}>
        {Array.from({ length: lines }, (_, at) => (
          // The lines are all the same, and none ever moves.
          // biome-ignore lint/suspicious/noArrayIndexKey: a placeholder's line is its place.
          <Skeleton key={at} h={18} />
        ))}
      </Stack>
    )
  return (
    <>
      {error !== null && <FailureNote failure={error} onRetry={refetch} />}
      {data !== undefined && children(data)}
    </>
  )
}
