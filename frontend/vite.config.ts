import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const backend = process.env['GLASSNET_BACKEND'] ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fromHere('./src') } },
  build: {
    outDir: fromHere('../backend/glassnet/static'),
    emptyOutDir: true,
    target: 'es2023',
    reportCompressedSize: true,
  },
  server: {
    // The tests lie outside the package, and those in a simulated browser are served like the page.
    fs: { allow: [fromHere('.'), fromHere('../tests')] },
    proxy: {
      '/api': { target: backend, ws: true },
      '/docs': backend,
      '/openapi.json': backend,
    },
  },
  test: {
    // The tests mirror src/ path for path, outside the package: tests/frontend/paint/field.test.ts for src/paint/field.ts.
    dir: fromHere('../tests/frontend'),
    include: ['**/*.test.{ts,tsx}'],
    environment: 'node',
    testTimeout: 20_000,
  },
});
