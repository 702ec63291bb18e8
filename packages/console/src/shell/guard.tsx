// What a page throws stays inside its place, and is said with a next step; and how pages are loaded when they are first opened.
import { Component, type ComponentType, type ReactNode, useEffect, useState } from 'react'
import { PageNotLoaded } from '../api/failure.ts'
import { FailureNote } from '../parts/failure-note.tsx'
import { Waiting } from './waiting.tsx'

/**
 * A page that is loaded when it is first drawn, and at once from then on. By its own state and not by `Suspense`, which holds back what has
 * come until 300 ms after the placeholder.
 */
export function lazyPage(load: () => Promise<{ readonly Page: ComponentType }>): ComponentType {
  let loaded: ComponentType | undefined
  return function LazyPage() {
    const [, draw] = useState<ComponentType>()
    const [fault, setFault] = useState<unknown>()
    useEffect(() => {
      if (loaded) return
      load().then(
        ({ Page }) => {
          loaded = Page
          draw(() => Page)
        },
        (cause: unknown) => setFault(new PageNotLoaded(cause)),
      )
    }, [])
    if (fault !== undefined) throw fault
    const Page = loaded
    return Page ? <Page /> : <Waiting />
  }
}

/** Begins anew with another page, so that a fault of one does not stay for the next. */
export function Guarded({ at, children }: { readonly at: string; readonly children: ReactNode }) {
  return <Guard key={at}>{children}</Guard>
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
