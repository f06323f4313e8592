import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

const source = ["@dither/source"];
const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

export default defineConfig({
  resolve: { conditions: source },
  ssr: { resolve: { conditions: source } },
  test: {
    reporters: ["default", "./tools/tally.ts"],
    pool: "threads",
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{packages,apps}/*/src/**/*.test.ts"],
          exclude: ["**/*.stat.test.ts"],
        },
      },
      {
        extends: true,
        test: { name: "stat", include: ["packages/*/src/**/*.stat.test.ts"], testTimeout: 120_000 },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["packages/{math,core}/src/**/*.test.ts"],
          browser: {
            enabled: true,
            headless: true,
            provider: playwright({
              launchOptions: { executablePath: "/usr/bin/chromium", args: quiet },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
