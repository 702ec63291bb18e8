// Whole seconds that go by, down to nothing.
import { useEffect, useState } from 'react'

/** The seconds that are left, and a way to begin anew with a time in ms. */
export function useCountdown(): readonly [seconds: number, start: (ms: number) => void] {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    if (seconds === 0) return
    const timer = setTimeout(() => setSeconds(seconds - 1), 1_000)
    return () => clearTimeout(timer)
  }, [seconds])
  return [seconds, ms => setSeconds(Math.max(1, Math.ceil(ms / 1_000)))]
}
