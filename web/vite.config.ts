import react from "@vitejs/plugin-react";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// The running Earmark that `make web-dev` works against; the launcher names it.
const gateway = process.env.EARMARK_GATEWAY ?? "http://127.0.0.1:8080";
const proxied = ["/api", "/dev", "/.well-known", "/healthz", "/problems", "/console.json"];

// One file instead of fifty small ones for what every page needs from others: it packs better.
const firstStyles = readFileSync(new URL("./src/lib/styles/first.css", import.meta.url), "utf8");
const drawnFirst = Array.from(
  firstStyles.matchAll(/styles\/(\w+)\.layer\.css/g),
  ([, component]) => component,
);
const base = new RegExp(
  "/node_modules/(react|react-dom|scheduler|react-router|i18next|react-i18next|zustand|openapi-fetch|@floating-ui/.*" +
    `|@tanstack/(query-core|react-query)|@mantine/core/esm/(core|components/(${drawnFirst.join("|")})))/`,
);

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    host: "127.0.0.1",
    proxy: Object.fromEntries(proxied.map((path) => [path, { target: gateway }])),
  },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "base", test: base },
            // Icons of more than one page: one small file instead of thirty tiny ones.
            { name: "icons", test: /\/node_modules\/@tabler\//, minShareCount: 2 },
          ],
        },
      },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing/setup.ts"],
    restoreMocks: true,
  },
});
