// ZPNs against ZEGO's own declarations, by the compiler: members, parameters, results and events (spec/zego.md §10.2 B1 to B4). What does
// not fit does not compile; nothing here runs.

import type * as official from 'zego-zpns-react-native'
import type { ZPNs as OfficialZPNs } from 'zego-zpns-react-native'
import type { ZPNsEventHandler as OfficialEvents } from 'zego-zpns-react-native/lib/ZPNsEventHandler.js'
import type * as ours from '../../packages/client/src/zpns/index.ts'
import type { ZPNs as OurZPNs } from '../../packages/client/src/zpns/index.ts'

/** Fails to compile for anything but `true`. */
type Holds<T extends true> = T
// biome-ignore lint/suspicious/noExplicitAny: the only type that every function extends.
type AnyFunction = (...input: any[]) => unknown
type Methods<T> = { [K in keyof T]: T[K] extends AnyFunction ? K : never }[keyof T]

/** B1: every public member is there. */
type Missing<Official, Ours> = Exclude<keyof Official, keyof Ours | 'prototype'>
/** B2: whatever may be given to the original may be given to ours. */
type Narrower<Official, Ours> = {
  [K in Methods<Official> & keyof Ours]: Official[K] extends AnyFunction
    ? Ours[K] extends AnyFunction
      ? Parameters<Official[K]> extends Parameters<Ours[K]>
        ? never
        : K
      : K
    : never
}[Methods<Official> & keyof Ours]
/** B3: whatever comes from ours fits where the original's did. */
type Other<Official, Ours> = {
  [K in Methods<Official> & keyof Ours]: Official[K] extends AnyFunction
    ? Ours[K] extends AnyFunction
      ? Awaited<ReturnType<Ours[K]>> extends Awaited<ReturnType<Official[K]>>
        ? never
        : K
      : K
    : never
}[Methods<Official> & keyof Ours]
type None<T> = [T] extends [never] ? true : false

type OfficialStatic = typeof OfficialZPNs
type OurStatic = typeof OurZPNs
/** `on` and `off` take the original's events by name, which are compared below. */
type Plain<T> = Omit<T, 'on' | 'off'>

export type Instance = Holds<None<Missing<OfficialZPNs, OurZPNs>>>
export type Statics = Holds<None<Missing<OfficialStatic, OurStatic>>>
export type InstanceInput = Holds<None<Narrower<Plain<OfficialZPNs>, Plain<OurZPNs>>>>
export type StaticInput = Holds<None<Narrower<Omit<OfficialStatic, 'prototype'>, OurStatic>>>
export type InstanceOutput = Holds<None<Other<Plain<OfficialZPNs>, Plain<OurZPNs>>>>
/** The instance has private members, so no other class is one: its members are compared above. */
export type StaticOutput = Holds<None<Other<Omit<OfficialStatic, 'prototype' | 'getInstance'>, OurStatic>>>
export type Instances = Holds<ReturnType<OurStatic['getInstance']> extends OurZPNs ? true : false>

/** B4: the same events, and each message of ours fits. */
export type EventNames = Holds<None<Missing<OfficialEvents, ours.ZPNsEventHandler>>>
type OtherEvents = {
  [K in keyof OfficialEvents]: Parameters<ours.ZPNsEventHandler[K]>[0] extends Parameters<OfficialEvents[K]>[0]
    ? never
    : K
}[keyof OfficialEvents]
export type Events = Holds<None<OtherEvents>>

/** D: values of the original's declared types may be given where ours are asked for. */
export type Config = Holds<official.ZPNsConfig extends ours.ZPNsConfig ? true : false>
export type Local = Holds<official.ZPNsLocalMessage extends ours.ZPNsLocalMessage ? true : false>
export type ChannelType = Holds<official.ZPNsNotificationChannel extends ours.ZPNsNotificationChannel ? true : false>
type Arrival = official.ZPNsIOSNotificationArrivedConfig
export type ArrivalConfig = Holds<Arrival extends ours.ZPNsIOSNotificationArrivedConfig ? true : false>
export type Registered = Holds<ours.ZPNsRegisterMessage extends official.ZPNsRegisterMessage ? true : false>
export type Message = Holds<ours.ZPNsMessage extends official.ZPNsMessage ? true : false>
