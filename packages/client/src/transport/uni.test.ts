import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type UniSocketTask, uniTransport } from './uni.ts'

interface Task extends UniSocketTask {
  readonly asked: string[]
  open(): void
  message(data: unknown): void
  end(code?: number): void
  fail(): void
}

function aTask(): Task {
  const run = new Map<string, (event: never) => void>()
  const asked: string[] = []
  const tell = (name: string, event: unknown): void => run.get(name)?.(event as never)
  return {
    asked,
    onOpen: listener => void run.set('open', listener),
    onMessage: listener => void run.set('message', listener),
    onClose: listener => void run.set('close', listener),
    onError: listener => void run.set('error', listener),
    send: ({ data }) => void asked.push(`send ${data}`),
    close: ({ code }) => void asked.push(`close ${code}`),
    open: () => tell('open', undefined),
    message: data => tell('message', { data }),
    end: code => tell('close', { code }),
    fail: () => tell('error', undefined),
  }
}

function aSocket(): {
  readonly task: Task
  readonly told: string[]
  readonly link: ReturnType<ReturnType<typeof uniTransport>['open']>
} {
  const [task, told]: [Task, string[]] = [aTask(), []]
  const transport = uniTransport({
    connectSocket: ({ url }) => {
      told.push(url)
      return task
    },
  })
  const link = transport.open('wss://push.example/im', {
    opened: () => told.push('opened'),
    received: text => told.push(text),
    closed: code => told.push(`closed ${code}`),
  })
  return { task, told, link }
}

describe('the socket of uni-app', () => {
  it('carries texts both ways, and tells its end once', () => {
    const { task, told, link } = aSocket()
    task.open()
    link.send('hello')
    task.message('there')
    task.end(4001)
    task.fail()
    assert.deepEqual(told, ['wss://push.example/im', 'opened', 'there', 'closed 4001'])
    assert.deepEqual(task.asked, ['send hello'])
  })

  it('counts as closed when it could not be opened', () => {
    const { task, told } = aSocket()
    task.fail()
    task.end()
    assert.deepEqual(told.slice(1), ['closed 1006'])
  })

  it('tells nothing any more after it was closed from here', () => {
    const { task, told, link } = aSocket()
    task.open()
    link.close(1000)
    task.message('late')
    task.end(1000)
    assert.deepEqual(told.slice(1), ['opened'])
    assert.deepEqual(task.asked, ['close 1000'])
  })
})
