import assert from 'node:assert/strict'
import { test } from 'node:test'
import { appRoles } from './app-roles.ts'

test('roles on apps are read from appkeys, each app once', () => {
  const admin = (appkey: string) => ({ appkey, role: 'admin' }) as const
  assert.deepEqual(appRoles([]), [])
  assert.deepEqual(appRoles([admin(' acme#chat ')]), [{ org: 'acme', app: 'chat', role: 'admin' }])
  for (const wrong of ['', 'acme', '#chat', 'acme#', 'a#b#c']) assert.equal(appRoles([admin(wrong)]), undefined, wrong)
  assert.equal(appRoles([admin('a#b'), { appkey: 'a#b', role: 'viewer' }]), undefined)
})
