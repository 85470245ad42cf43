import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: '../dist-ui',
    emptyOutDir: true,
    // Every browser that runs the app preloads modules by itself; the polyfill would only be one more script.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
  },
});
