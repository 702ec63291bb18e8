// THE list of the console's pages: address, word and icon in the navigation, who may see it, and the code, loaded when it is first opened.
import {
  IconActivity,
  IconApps,
  IconBell,
  IconCertificate,
  IconDeviceMobile,
  IconForms,
  IconHelpHexagon,
  IconListCheck,
  IconSend,
  IconServer,
  IconServerBolt,
  IconSettings,
  IconTag,
  IconTemplate,
  IconUsers,
  IconWebhook,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { Role } from './api/session.ts'

/** A page of an app, `/console/{org}/{app}{path}`; what stands below the path is the page's own affair (nested routes). */
export interface AppPage {
  readonly path: `/${string}`
  /** Its place in the navigation; absent = reached from other pages. */
  readonly nav?: { readonly en: string; readonly zh: string }
  readonly icon: ComponentType<{ readonly size?: number; readonly stroke?: number }>
  /** The least role that it is of use to. */
  readonly role: Role
  /** Only where vendors are simulators. */
  readonly sandbox?: true
  readonly load: () => Promise<{ readonly Page: ComponentType }>
}

/** In the order of the navigation. */
export const appPages: readonly AppPage[] = [
  {
    path: '/overview',
    nav: { en: 'Overview', zh: '概览' },
    icon: IconActivity,
    role: 'viewer',
    load: () => import('./pages/overview/index.tsx'),
  },
  {
    path: '/why',
    nav: { en: 'Why?', zh: '为什么？' },
    icon: IconHelpHexagon,
    role: 'viewer',
    load: () => import('./pages/why/index.tsx'),
  },
  { path: '/messages', icon: IconBell, role: 'viewer', load: () => import('./pages/messages/index.tsx') },
  {
    path: '/send',
    nav: { en: 'Send', zh: '在线调试' },
    icon: IconSend,
    role: 'viewer',
    load: () => import('./pages/send/index.tsx'),
  },
  {
    path: '/tasks',
    nav: { en: 'Tasks', zh: '推送任务' },
    icon: IconListCheck,
    role: 'viewer',
    load: () => import('./pages/tasks/index.tsx'),
  },
  {
    path: '/users',
    nav: { en: 'Users', zh: '用户' },
    icon: IconUsers,
    role: 'viewer',
    load: () => import('./pages/users/index.tsx'),
  },
  {
    path: '/labels',
    nav: { en: 'Labels', zh: '标签' },
    icon: IconTag,
    role: 'viewer',
    load: () => import('./pages/labels/index.tsx'),
  },
  {
    path: '/templates',
    nav: { en: 'Templates', zh: '推送模板' },
    icon: IconTemplate,
    role: 'viewer',
    load: () => import('./pages/templates/index.tsx'),
  },
  {
    path: '/resources',
    nav: { en: 'Push resources', zh: '推送资源' },
    icon: IconForms,
    role: 'viewer',
    load: () => import('./pages/resources/index.tsx'),
  },
  {
    path: '/notifiers',
    nav: { en: 'Notifiers', zh: '推送证书' },
    icon: IconCertificate,
    role: 'viewer',
    load: () => import('./pages/notifiers/index.tsx'),
  },
  {
    path: '/callbacks',
    nav: { en: 'Callbacks', zh: '回调' },
    icon: IconWebhook,
    role: 'viewer',
    load: () => import('./pages/callbacks/index.tsx'),
  },
  {
    path: '/phones',
    nav: { en: 'Phones', zh: '模拟手机' },
    icon: IconDeviceMobile,
    role: 'operator',
    sandbox: true,
    load: () => import('./pages/phones/index.tsx'),
  },
  {
    path: '/simulators',
    nav: { en: 'Simulators', zh: '模拟器' },
    icon: IconServerBolt,
    role: 'viewer',
    sandbox: true,
    load: () => import('./pages/simulators/index.tsx'),
  },
  {
    path: '/settings',
    nav: { en: 'Settings', zh: '设置' },
    icon: IconSettings,
    role: 'viewer',
    load: () => import('./pages/settings/index.tsx'),
  },
]

/** A page of the whole server, `/console{path}`. */
export interface ServerPage {
  readonly path: `/${string}`
  /** Its place in the account menu, and at the side of these pages. */
  readonly nav?: { readonly en: string; readonly zh: string }
  readonly icon: ComponentType<{ readonly size?: number; readonly stroke?: number }>
  readonly role?: Role
  readonly load: () => Promise<{ readonly Page: ComponentType }>
}

/** Pages that belong to no app. */
export const serverPages: readonly ServerPage[] = [
  { path: '/apps', nav: { en: 'Apps', zh: '应用' }, icon: IconApps, load: () => import('./pages/apps/index.tsx') },
  {
    path: '/server',
    nav: { en: 'Server', zh: '服务器' },
    icon: IconServer,
    role: 'admin',
    load: () => import('./pages/server/index.tsx'),
  },
]
