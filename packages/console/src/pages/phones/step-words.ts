// The sentences of the eight steps (seed 004, 方案介绍), with the names of those who play.
import { wordsOf } from '../../words/words.ts'

/** See the head of the file. */
export const stepWords = wordsOf({
  title: { en: 'Eight steps', zh: '八步流程' },
  lead: {
    en: 'How a message reaches somebody whose app is not running, on the two phones beside. Posthouse is both servers: ZIM, which keeps messages, and ZPNs, which pushes. The receiver’s app is installed anew.',
    zh: '一条消息如何到达应用未运行的人：在旁边的两部手机上重演。驿站同时是两台服务器：存储消息的 ZIM 与负责推送的 ZPNs。接收方的应用会重新安装。',
  },
  next: { en: 'Next step', zh: '下一步' },
  start: { en: 'First step', zh: '第一步' },
  all: { en: 'All at once', zh: '一次演完' },
  again: { en: 'Play again', zh: '重新演示' },
  trace: { en: 'Every hop of this push', zh: '此推送的链路追踪' },
  hops: { en: 'The hop of this step', zh: '当前环节' },
  message: { en: 'Are you coming to the station?', zh: '你到驿站了吗？' },
  step1: {
    en: (to: string, _from: string, vendor: string) =>
      `${to}’s phone opens its maker’s channel and asks ${vendor} for a token.`,
    zh: (to: string, _from: string, vendor: string) => `${to} 的手机开启厂商推送通道，向${vendor}申请 token。`,
  },
  step2: {
    en: (_to: string, _from: string, vendor: string) => `${vendor} answers with a token.`,
    zh: (_to: string, _from: string, vendor: string) => `${vendor}返回 token。`,
  },
  step3: {
    en: (to: string) => `The client makes a PushID of it; at the login the ZIM server binds it to ${to}.`,
    zh: (to: string) => `客户端由 token 生成 PushID；登录时，ZIM 服务器将其与 ${to} 绑定。`,
  },
  step4: {
    en: (to: string, from: string) =>
      `${to}’s app is killed. ${from} sends a message; the ZIM server stores it and then answers.`,
    zh: (to: string, from: string) => `${to} 的应用被杀掉。${from} 发送消息；ZIM 服务器先存储，再应答。`,
  },
  step5: {
    en: (to: string) => `The ZIM server looks whether ${to}’s phone is connected: it is not.`,
    zh: (to: string) => `ZIM 服务器确认 ${to} 的手机是否在线：不在线。`,
  },
  step6: {
    en: (_to: string) => 'So it hands the message over to the ZPNs server: this is a push now.',
    zh: (_to: string) => '于是将消息转发给 ZPNs 服务器，成为一条推送。',
  },
  step7: {
    en: (_to: string, _from: string, vendor: string) => `The ZPNs server sends it to ${vendor}, which takes it.`,
    zh: (_to: string, _from: string, vendor: string) => `ZPNs 服务器将其转发给${vendor}，已受理。`,
  },
  step8: {
    en: (to: string) => `The vendor brings it to the phone; ${to} taps it, is logged in and has the message.`,
    zh: (to: string) => `厂商将其送达手机；${to} 点开并登录后，收到该消息。`,
  },
  token: { en: 'token', zh: 'token' },
  pushId: { en: 'PushID', zh: 'PushID' },
  messageId: { en: 'message', zh: '消息 ID' },
  msgId: { en: 'push', zh: '推送' },
  vendorId: { en: 'vendor’s id', zh: '厂商消息 ID' },
  shownTitle: { en: 'notification', zh: '推送通知' },
  slowPhone: { en: 'The phone took too long.', zh: '手机迟迟没有响应。' },
  slowServer: { en: 'The server pushed nothing for too long.', zh: '服务器迟迟没有推送。' },
})
