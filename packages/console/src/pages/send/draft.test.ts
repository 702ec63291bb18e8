import { deepEqual, equal, ok } from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Draft, dryTarget, isAddressed, keptDraft, keptText, newDraft } from './draft.ts'

const fresh = newDraft({ title: 'Li' })
const full: Draft = {
  ...fresh,
  kind: 'token',
  ...{ user: 'alice', pushId: 'ph1.secret', notifier: 'hw', token: 'secret-token', strategy: 3 },
}

describe('a draft', () => {
  it('comes back from the tab’s memory without PushID and token', () => {
    const text = keptText(full)
    ok(!text.includes('secret'))
    deepEqual(keptDraft(text, fresh), { ...full, pushId: '', token: '' })
  })

  it('is a new one where nothing, or nonsense, was kept', () => {
    for (const text of [null, '', '{', '[]', '{"kind":"x","strategy":9,"vendors":[1],"message":[]}']) {
      deepEqual(keptDraft(text, fresh), fresh)
    }
  })

  it('keeps text that is no JSON yet', () => {
    equal(keptDraft(keptText({ ...fresh, wrongText: '{' }), fresh).wrongText, '{')
  })
})

describe('the target of a dry run', () => {
  it('is the receiver, or vendors while there is none', () => {
    deepEqual(dryTarget({ ...fresh, user: 'alice' }), { user: 'alice' })
    deepEqual(dryTarget({ ...fresh, kind: 'pushId', pushId: ' ph1.x\n' }), { pushId: 'ph1.x' })
    deepEqual(dryTarget(full), { notifier: 'hw', token: 'secret-token' })
    deepEqual(dryTarget({ ...fresh, kind: 'nobody', vendors: ['APNS'] }), { providers: ['APNS'] })
    ok((dryTarget(fresh).providers?.length ?? 0) > 3)
  })

  it('is named wholly or not at all', () => {
    equal(isAddressed({ ...full, token: '' }), false)
    equal(isAddressed({ ...full, kind: 'nobody' }), false)
    equal(isAddressed(full), true)
  })
})
