// How the console is built: into packages/console/dist, with the nonce's place left for the server to fill, and a development server that passes
// the admin interface on to a running Posthouse.
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where `npm start` listens. */
const server = process.env['POSTHOUSE_SERVER'] ?? 'http://127.0.0.1:8099'

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react()],
  resolve: {
    conditions: ['source', 'module', 'browser', 'development|production'],
    // Type tests of other packages bring an older React to the workspace's root.
    dedupe: ['react', 'react-dom'],
  },
  html: { cspNonce: 'NONCE' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The second page is the app of a simulated phone, shown inside the first.
    rolldownOptions: { input: ['index.html', 'phone.html'].map(name => `${import.meta.dirname}/${name}`) },
    target: 'es2022',
    // A data: URL in a script or style would need a hole in the content security policy.
    assetsInlineLimit: 0,
    // What the libraries' licences ask for: their texts travel with the build.
    license: { fileName: 'licences.md' },
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_000,
  },
  server: {
    proxy: {
      '/admin': { target: server, headers: { origin: server } },
      '/im': { target: server, ws: true },
    },
  },
})
