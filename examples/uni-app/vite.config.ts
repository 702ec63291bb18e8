// Builds the project with DCloud's plugin. The SDK is read from its sources in this repository; in a project of your own it is a package
// like any other, and `resolve` is not needed.
import uni from '@dcloudio/vite-plugin-uni'
import { buildSync } from 'esbuild'
import { defineConfig, type Plugin } from 'vite'

const sources = ['source', 'module', 'browser', 'import', 'default']

/** Web Push needs the SDK's service worker at the root of the page; apps on phones have none. */
function serviceWorker(): Plugin {
  return {
    name: 'posthouse-service-worker',
    apply: 'build',
    generateBundle() {
      if (process.env['UNI_PLATFORM'] !== 'h5') return
      const { outputFiles } = buildSync({
        entryPoints: ['src/service-worker.ts'],
        bundle: true,
        format: 'esm',
        conditions: ['source'],
        write: false,
      })
      this.emitFile({ type: 'asset', fileName: 'posthouse-service-worker.js', source: outputFiles[0]?.text ?? '' })
    },
  }
}

export default defineConfig({
  plugins: [uni(), serviceWorker()],
  resolve: { conditions: sources },
})
