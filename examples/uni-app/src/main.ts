// Starts the app. uni-app calls `createApp` itself.
import { createSSRApp } from 'vue'
import App from './App.vue'
import { listenToPushes } from './chat/push.ts'

/** The app that uni-app mounts. */
export function createApp() {
  listenToPushes()
  return { app: createSSRApp(App) }
}
