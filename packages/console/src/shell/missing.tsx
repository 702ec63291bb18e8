// An address that leads nowhere.
import { Empty } from '../parts/empty.tsx'
import { ServerLink } from '../parts/link.tsx'
import { PageFrame } from '../parts/page.tsx'
import { useWords, wordsOf } from '../words/words.ts'

const words = wordsOf({
  title: { en: 'There is no such page', zh: '页面不存在' },
  text: {
    en: 'The address is wrong, or what it named has been removed.',
    zh: '地址有误，或其所指的对象已被删除。',
  },
  home: { en: 'Go to the apps', zh: '前往应用列表' },
})

/** Says so, and leads back. */
export function Missing() {
  const t = useWords(words)
  return (
    <PageFrame title={t.title}>
      <Empty action={<ServerLink to="/console/apps">{t.home}</ServerLink>}>{t.text}</Empty>
    </PageFrame>
  )
}
