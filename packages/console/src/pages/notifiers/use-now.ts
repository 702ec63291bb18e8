// The present instant for what counts down.
import { useInterval } from '@mantine/hooks'
import { useState } from 'react'

/** Now, epoch ms, anew each second while `runs`. */
export function useNow(runs: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useInterval(() => runs && setNow(Date.now()), 1_000, { autoInvoke: true })
  return now
}
