import { existsSync } from 'node:fs'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

const source = ['@dither/source']
const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync)
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]
const statistical = '**/*.stat.test.ts'
const nodeOnly = '**/*.node.test.ts'
const packed = '**/*.pack.test.ts'
const homes = '{packages,apps}/*/src'

const config: ViteUserConfig = defineConfig({
  resolve: { conditions: source },
  ssr: { resolve: { conditions: source } },
  test: {
    reporters: ['default', './tools/tally.ts'],
    pool: 'threads',
    testTimeout: 20_000, // a busy machine is slow, not wrong
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [`${homes}/**/*.test.ts`, '{datasets/src,examples,tools}/**/*.test.ts'],
          exclude: [statistical, nodeOnly, packed],
        },
      },
      {
        extends: true,
        test: {
          name: 'node',
          include: [`${homes}/${nodeOnly}`, `{datasets/src,examples,tools,bench}/${nodeOnly}`],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: 'stat', include: [`${homes}/${statistical}`], testTimeout: 120_000 },
      },
      {
        extends: true,
        test: { name: 'pack', include: [`tools/${packed}`], testTimeout: 180_000 },
      },
      {
        extends: true,
        // What is only loaded when it is needed would be found, and bundled, in the middle of a run.
        optimizeDeps: { include: ['@observablehq/plot', 'linkedom/worker'] },
        test: {
          name: 'browser',
          include: ['packages/*/src/**/*.test.ts'],
          exclude: [statistical, nodeOnly, packed],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { args: quiet, ...(chromium ? { executablePath: chromium } : {}) },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})

export default config
