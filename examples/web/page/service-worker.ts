// The page's service worker: everything in it is the SDK's.
import { servePush, type WorkerScope } from '@posthouse/client/service-worker'

servePush(self as unknown as WorkerScope)
