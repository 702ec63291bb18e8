// The tabs of a page, named in its address: the first one by nothing, so that the page's own address opens it.
import { Tabs } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { useSearchParams } from 'wouter'
import styles from './tabs.module.css'

/** What the tabs are given. */
export interface PageTabsProps<Tab extends string> {
  /** In order; the first is the one that opens by itself. */
  readonly tabs: readonly Tab[]
  readonly nameOf: (tab: Tab) => string
  readonly children: (tab: Tab) => ReactNode
}

/** Tabs, and below them what the open one shows; only that is drawn. Another tab leaves the rest of the address behind. */
export function PageTabs<Tab extends string>({ tabs, nameOf, children }: PageTabsProps<Tab>) {
  const [params, setParams] = useSearchParams()
  const list = useRef<HTMLDivElement>(null)
  const [first] = tabs
  const asked = params.get('tab')
  const open = tabs.find(tab => tab === asked) ?? first
  const place = open === undefined ? -1 : tabs.indexOf(open)
  // On a narrow screen the open tab may stand out of sight.
  useEffect(() => {
    list.current?.children[place]?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [place])
  if (open === undefined) return null
  return (
    <Tabs
      value={open}
      onChange={next => setParams(next === null || next === first ? {} : { tab: next })}
      keepMounted={false}
    >
      <Tabs.List ref={list} mb="md" className={styles['tabs'] ?? ''}>
        {tabs.map(tab => (
          <Tabs.Tab key={tab} value={tab}>
            {nameOf(tab)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={open}>{children(open)}</Tabs.Panel>
    </Tabs>
  )
}
