import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, chromium, type Page } from 'playwright-core'

/** Where a Chromium of this machine is; absent: there is none, or `CHROMIUM` names another place. */
export const chromiumFile = [
  process.env.CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((file) => file !== '' && existsSync(file))

/** Starts the browser. Its sandbox needs rights that containers do not have; it opens pages of this project alone. */
export const startChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumFile ?? '', args: ['--no-sandbox'] })

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What is wrong with a page for people who cannot see it, or use it without a mouse. */
export const accessibilityProblems = async (page: Page): Promise<readonly string[]> => {
  // over the debugger, which the page's own policy does not bind
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      readonly axe: {
        run: () => Promise<{
          violations: readonly {
            id: string
            impact: string
            nodes: readonly { target: unknown }[]
          }[]
        }>
      }
    }
    const { violations } = await axe.run()
    return violations.map(
      ({ id, impact, nodes }) =>
        `${impact}: ${id} at ${nodes.map(({ target }) => String(target)).join(' and ')}`,
    )
  })
}
