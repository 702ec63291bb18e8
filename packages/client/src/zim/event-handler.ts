// The shape of an app's listeners: the source of the event, and what it carries.
import type { EventData } from './surface/event-data.ts'

/** A listener per event; `Source` is the ZIM. */
export type ListenersOf<Source> = { [K in keyof EventData]: (zim: Source, data: EventData[K]) => void }
