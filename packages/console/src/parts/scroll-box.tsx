// A box whose content scrolls within it, by the keys too. Knows nothing of what is in it; how it scrolls, its style says.
import type { ReactNode } from 'react'

/** What the box is given. */
export interface ScrollBoxProps {
  /** What is in it, for who cannot see it. */
  readonly label: string
  readonly className: string | undefined
  readonly children: ReactNode
}

/** A box that can have the focus. */
export function ScrollBox({ label, className, children }: ScrollBoxProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it with the keys, and the keys go where the focus is.
    <section className={className} aria-label={label} tabIndex={0}>
      {children}
    </section>
  )
}
