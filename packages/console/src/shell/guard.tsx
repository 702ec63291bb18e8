// What a page throws stays inside its place, and is said with a next step; and how pages are loaded when they are first opened.
import { Component, type ComponentType, lazy, type ReactNode, Suspense } from 'react'
import { PageNotLoaded } from '../api/failure.ts'
import { FailureNote } from '../parts/failure-note.tsx'
import { Waiting } from './waiting.tsx'

/** A page that is loaded when it is first drawn. */
export function lazyPage(load: () => Promise<{ readonly Page: ComponentType }>): ComponentType {
  return lazy(async () => {
    try {
      return { default: (await load()).Page }
    } catch (cause) {
      throw new PageNotLoaded(cause)
    }
  })
}

/** Begins anew with another page, so that a fault of one does not stay for the next. */
export function Guarded({ at, children }: { readonly at: string; readonly children: ReactNode }) {
  return (
    <Guard key={at}>
      <Suspense fallback={<Waiting />}>{children}</Suspense>
    </Guard>
  )
}

class Guard extends Component<{ readonly children: ReactNode }, { readonly fault?: unknown }> {
  override state: { readonly fault?: unknown } = {}
  static getDerivedStateFromError(fault: unknown): { readonly fault: unknown } {
    return { fault }
  }
  override render(): ReactNode {
    const { fault } = this.state
    if (fault === undefined) return this.props.children
    // Code that did not come once is not asked for again by the page that lacks it.
    const again = (): void => (fault instanceof PageNotLoaded ? location.reload() : this.setState({ fault: undefined }))
    return <FailureNote failure={fault} onRetry={again} />
  }
}
