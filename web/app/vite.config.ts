import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const jsonc = fileURLToPath(new URL('src/jsonc.ts', import.meta.url));

// The output is committed, so that the Go program builds without Node: it holds
// no source maps and must not depend on the folder or the time of the build.
export default defineConfig({
  resolve: {
    alias: {
      'prettier/parser-babel': jsonc,
      'prettier/plugins/estree': jsonc,
    },
  },
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    license: { fileName: 'licenses.md' },
    target: 'es2022',
    // The editor is one large file by nature; it is loaded once and cached.
    chunkSizeWarningLimit: 4096,
    rolldownOptions: {
      // React's "use client" marks mean nothing in a bundle for the browser.
      onLog(level, log, handler) {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handler(level, log);
      },
    },
  },
  worker: { format: 'es' },
});
