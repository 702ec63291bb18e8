// The service worker of the H5 build: everything in it is the SDK's.
import { servePush, type WorkerScope } from '@posthouse/client/service-worker'

servePush(self as unknown as WorkerScope)
