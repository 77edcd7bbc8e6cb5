import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isInstalled } from '../../is-installed.ts'
import { currentText } from '../../main-job/demo.ts'
import { type LoginOperator, startLoginOperator } from './login-operator.ts'

const CHROMIUM = '/usr/bin/chromium'

describe.skipIf(!isInstalled(CHROMIUM, 'the login in a real browser'))(
  'when a person logs in with a real browser',
  () => {
    let operator: LoginOperator
    let browser: Browser
    beforeAll(async () => {
      operator = await startLoginOperator()
      browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
    })
    afterAll(async () => {
      await browser.close()
      await operator.stop()
    })

    it('stores the tokens, and ends on a page that says so', async () => {
      const begun = await operator.begin('crm/browser', '--provider', 'desk', '--port', '0')
      const page = await browser.newPage()
      const complaints: string[] = []
      page.on('pageerror', ({ message }) => complaints.push(message))
      // the pages of the provider want a font from elsewhere, and nothing here leaves this machine
      await page.route(
        ({ hostname }) => hostname !== '127.0.0.1',
        (route) => route.abort(),
      )
      await page.goto(begun.address)
      await page.fill('input[name=login]', 'ada')
      await page.fill('input[name=password]', 'planted-password')
      await page.click('button[type=submit]')
      await page.getByRole('button', { name: 'Continue' }).click()
      await page.getByRole('heading', { name: 'Logged in' }).waitFor()
      const run = await begun.ended
      const { access_token, refresh_token } = JSON.parse(
        currentText(operator.account, 'crm/browser'),
      )

      expect(await page.locator('p').innerText()).toBe(
        'The tokens are stored. You can close this page.',
      )
      expect([run.code, complaints]).toStrictEqual([0, []])
      expect(operator.logins.secrets).toEqual(expect.arrayContaining([access_token, refresh_token]))
      expect(operator.spilled(run.stdout + run.stderr + (await page.content()))).toStrictEqual([])
    })

    it('tells it on the page when the person goes back', async () => {
      const begun = await operator.begin('crm/refused', '--provider', 'desk', '--port', '0')
      const page = await browser.newPage()
      await page.route(
        ({ hostname }) => hostname !== '127.0.0.1',
        (route) => route.abort(),
      )
      await page.goto(begun.address)
      await page.getByText('Cancel').click()
      await page.getByRole('heading', { name: 'Not logged in' }).waitFor()
      const run = await begun.ended

      expect([run.code, run.stdout]).toStrictEqual([1, ''])
      expect(run.stderr).toContain('(access_denied)')
      expect(operator.names()).not.toContain('crm/refused')
    })
  },
)
