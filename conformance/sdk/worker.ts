// The service worker of the suite's page: the client's own, and nothing else.
import { servePush, type WorkerScope } from '../../packages/client/src/push/service-worker.ts'

servePush(globalThis as unknown as WorkerScope)
