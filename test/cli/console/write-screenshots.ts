/**
 * Writes the pictures of the console that the documents show: the fleet in light, a credential in dark.
 *
 * Run it with tsx after the build; it needs a Chromium.
 */
import { join } from 'node:path'
import { startChromium } from './chromium.ts'
import { startConsoleDemo } from './console-demo.ts'

const demo = await startConsoleDemo()
const browser = await startChromium()
try {
  for (const [name, colorScheme, hash, words] of [
    ['fleet-light', 'light', '#/fleet', '7 credentials'],
    ['credential-dark', 'dark', '#/credential/retently%2Fformer-admin', 'Log in again'],
  ] as const) {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1120, height: 800 } })
    await page.goto(demo.url)
    await page.getByRole('table').waitFor()
    await page.goto(new URL(hash, demo.url).href)
    await page.getByText(words, { exact: true }).first().waitFor()
    await page.screenshot({ path: join(import.meta.dirname, 'screenshots', `${name}.png`) })
    await page.close()
  }
} finally {
  await browser.close()
  await demo.stop()
}
