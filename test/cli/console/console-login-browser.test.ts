import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currentText } from '../../main-job/demo.ts'
import { accessibilityProblems, chromiumFile, startChromium } from './chromium.ts'
import { type LoginConsole, REFUSED, startLoginConsole } from './login-console.ts'

if (chromiumFile === undefined)
  console.warn('skipped: the login from the console, since this machine has no Chromium')

describe.skipIf(chromiumFile === undefined)('when somebody logs in again in the browser', () => {
  let demo: LoginConsole
  let browser: Browser
  beforeAll(async () => {
    demo = await startLoginConsole()
    browser = await startChromium()
  })
  afterAll(async () => {
    await browser.close()
    await demo.stop()
  })

  /** Opens the credential's page. */
  const open = async (complaints: string[]): Promise<Page> => {
    const context = await browser.newContext()
    // the pages of the provider want a font from elsewhere, and nothing here leaves this machine
    await context.route(
      ({ hostname }) => hostname !== '127.0.0.1',
      (route) => route.abort(),
    )
    const page = await context.newPage()
    page.on('pageerror', ({ message }) => complaints.push(message))
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    await page.goto(demo.url)
    await page.getByRole('link', { name: REFUSED }).click()
    await page.getByRole('button', { name: 'Log in again' }).waitFor()
    return page
  }

  it('is led to the provider in another tab, and sees the credential become active', async () => {
    const complaints: string[] = []
    const page = await open(complaints)
    await page.getByRole('button', { name: 'Log in again' }).click()
    await page.getByText('waiting for the login').waitFor()
    const link = page.getByRole('link', { name: 'in a new tab' })
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer')
    expect(await accessibilityProblems(page)).toStrictEqual([])
    const [tab] = await Promise.all([page.context().waitForEvent('page'), link.click()])
    await tab.fill('input[name=login]', 'ada')
    await tab.fill('input[name=password]', 'planted-password')
    await tab.click('button[type=submit]')
    await tab.getByRole('button', { name: 'Continue' }).click()
    await tab.getByRole('heading', { name: 'Logged in' }).waitFor()
    await page.getByText(/^the tokens are stored; active, not refreshed now/).waitFor()
    await page.locator('.lead').getByText('active').waitFor()
    const { access_token, refresh_token } = JSON.parse(currentText(demo.account, REFUSED))

    expect(await page.getByText(/^the tokens are stored; active/).count()).toBe(1)
    expect(demo.logins.secrets).toEqual(expect.arrayContaining([access_token, refresh_token]))
    expect(demo.spilled((await page.content()) + (await tab.content()))).toStrictEqual([])
    expect(complaints).toStrictEqual([])
    await page.context().close()
  })

  it('asks for the scopes that are typed, with the keyboard alone', async () => {
    const complaints: string[] = []
    const page = await open(complaints)
    await page.getByLabel('Scopes to ask for').focus()
    await page.keyboard.type('openid contacts.read')
    await page.keyboard.press('Enter')
    await page.getByText('scopes asked for: openid offline_access contacts.read').waitFor()
    const address = await page.getByRole('link', { name: 'in a new tab' }).getAttribute('href')
    await page.getByRole('button', { name: 'Cancel' }).press('Enter')
    await page.getByText('cancelled; nothing was changed').waitFor()

    expect(new URL(address ?? '').searchParams.get('scope')).toBe(
      'openid offline_access contacts.read',
    )
    expect(complaints).toStrictEqual([])
    await page.context().close()
  })

  it('finds a login again after a reload, and cancels it', async () => {
    const complaints: string[] = []
    const page = await open(complaints)
    await page.getByRole('button', { name: 'Log in again' }).click()
    await page.getByRole('button', { name: 'Cancel' }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('cancelled; nothing was changed').waitFor()

    expect(await page.getByRole('link', { name: 'in a new tab' }).count()).toBe(0)
    expect(complaints).toStrictEqual([])
    await page.context().close()
  })
})
