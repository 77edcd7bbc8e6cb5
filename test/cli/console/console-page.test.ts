import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ConsoleSubject } from '../../../lib/cli/console/console-world.ts'
import { currentText, secretNamed } from '../../main-job/demo.ts'
import { accessibilityProblems, chromiumFile, startChromium } from './chromium.ts'
import { startConsoleDemo } from './console-demo.ts'
import { giveClient, withoutLoginPage } from './login-console.ts'

if (chromiumFile === undefined)
  console.warn('skipped: the pages of the console, since this machine has no Chromium')

/** A browser at a console, of which everything that a page is sent or complains of is kept. */
const startReader = async (more: Partial<ConsoleSubject> = {}) => {
  const demo = await startConsoleDemo(more)
  const browser: Browser = await startChromium()
  const complaints: string[] = []
  const places = new Set<string>()
  return {
    demo,
    complaints,
    places,
    open: async (hash = '', options: BrowserContextOptions = {}): Promise<Page> => {
      const context = await browser.newContext(options)
      const page = await context.newPage()
      page.on('pageerror', ({ message }) => complaints.push(message))
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
      })
      page.on('request', (request) => places.add(new URL(request.url()).origin))
      await page.goto(demo.url)
      await page.getByRole('table').waitFor()
      if (hash !== '') await page.goto(new URL(hash, demo.url).href)
      return page
    },
    stop: async () => {
      await browser.close()
      await demo.stop()
    },
  }
}
type Reader = Awaited<ReturnType<typeof startReader>>

const pages = [
  ['#/fleet', 'Fleet', 'acme-crm/sales'],
  ['#/fleet?status=paused', 'Fleet', 'No credential is like that.'],
  ['#/timeline', 'Timeline', 'By credential'],
  ['#/credential/retently%2Fformer-admin', 'retently/former-admin', 'Log in again'],
  ['#/credential/acme-crm%2Fsales', 'acme-crm/sales', 'is it one of the fleet?'],
  ['#/credential/no-such', 'no-such', 'no secret no-such in us-east-1'],
  ['#/providers', 'Providers', 'HubSpot'],
  ['#/provider/hubspot', 'HubSpot', 'Sources:'],
  ['#/about', 'About', 'token-rotation:'],
  ['#/nonsense', 'Nothing is here', 'is a good place to start'],
] as const

describe.skipIf(chromiumFile === undefined)('when somebody reads the console', () => {
  let reader: Reader
  beforeAll(async () => {
    reader = await startReader()
  })
  beforeEach(() => {
    reader.complaints.length = 0
  })
  afterAll(() => reader.stop())

  it.each(pages)(
    'shows %s, in light and in dark, on a desk and on a phone',
    async (hash, title, words) => {
      for (const options of [
        { colorScheme: 'light' },
        { colorScheme: 'dark', viewport: { width: 360, height: 740 } },
      ] as const) {
        const page = await reader.open(hash, options)
        await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor()
        await page.getByText(words).first().waitFor()

        expect(await accessibilityProblems(page)).toStrictEqual([])
        expect(
          await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
        ).toBeLessThanOrEqual(0)
        reader.demo.hear(await page.content())
        await page.context().close()
      }
      // the browser itself notes an answer 404
      expect(reader.complaints.filter((text) => !text.includes('404'))).toStrictEqual([])
      expect([...reader.places]).toStrictEqual([new URL(reader.demo.url).origin])
    },
  )

  it('says on every page what is read, and of a login what is sent here', async () => {
    const page = await reader.open('#/about')
    const rules = page.getByRole('list').filter({ hasText: 'A login reads' })
    await rules.waitFor()

    expect(await page.getByRole('contentinfo').innerText()).toBe(
      'Only a login reads the value of a secret. No token and no client secret is sent to this page.',
    )
    expect(await rules.innerText()).toContain("this page is sent the client's id and the scopes")
    await page.context().close()
  })

  it('takes the token out of the address, and keeps it over a reload', async () => {
    const page = await reader.open()

    expect(page.url()).not.toContain(reader.demo.token)
    await page.reload()
    await page.getByRole('link', { name: 'acme-crm/sales' }).waitFor()
    await page.context().close()
  })

  it('shows nothing without the token', async () => {
    const page = await reader.open()
    const other = await page.context().newPage()
    await other.goto(new URL(reader.demo.url).origin)

    await other.getByRole('heading', { name: 'This link is not complete' }).waitFor()
    expect(await other.getByRole('table').count()).toBe(0)
    await page.context().close()
  })

  it('filters and sorts by keyboard, and keeps that in the address', async () => {
    const page = await reader.open()
    await page.getByLabel('Name holds').focus()
    await page.keyboard.type('acme-crm')
    await page.getByText('3 of 7 credentials').waitFor()
    await page.getByRole('combobox', { name: 'Status' }).focus()
    await page.keyboard.type('invalid')
    await page.getByText('1 of 7 credentials').waitFor()

    expect(await page.getByRole('row').allInnerTexts()).toHaveLength(2)
    expect(page.url()).toMatch(/#\/fleet\?.*text=acme-crm.*status=invalid/)
    await page.reload()
    await page.getByText('1 of 7 credentials').waitFor()
    await page.context().close()
  })

  it('leads by keyboard from the head to a page, and tells that it is another one', async () => {
    const page = await reader.open()
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Skip to the content')
    for (const title of ['Fleet', 'Timeline', 'Providers']) {
      await page.keyboard.press('Tab')
      expect(await focused(page)).toBe(title)
    }
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Providers' }).waitFor()

    await page.locator('main:focus').waitFor()
    expect(await page.title()).toBe('Providers – Token rotation')
    await page.context().close()
  })
})

describe.skipIf(chromiumFile === undefined)('when somebody acts in the console', () => {
  let reader: Reader
  beforeAll(async () => {
    reader = await startReader()
  })
  afterAll(() => reader.stop())

  it('rotates a credential after a confirmation, and follows it to its end', async () => {
    const before = currentText(reader.demo.account, 'acme-crm/support')
    const page = await reader.open('#/credential/acme-crm%2Fsupport')
    await page.getByRole('button', { name: 'Rotate now' }).click()
    const dialog = page.getByRole('dialog', { name: 'Rotate now: acme-crm/support' })
    await dialog.waitFor()
    expect(await accessibilityProblems(page)).toStrictEqual([])
    await dialog.getByRole('button', { name: 'Rotate now' }).press('Enter')
    await page.getByText(/^refreshed; the access token ends in 60 min/).waitFor()
    await page.getByText('refreshed from').waitFor()

    expect(currentText(reader.demo.account, 'acme-crm/support')).not.toBe(before)
    await page.context().close()
  })

  it('does nothing after Escape, and gives the focus back', async () => {
    const page = await reader.open('#/credential/acme-crm%2Fsales')
    await page.getByRole('button', { name: 'Pause' }).press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })

    expect(await focused(page)).toBe('Pause')
    expect(secretNamed(reader.demo.account, 'acme-crm/sales').tags).toStrictEqual({
      'token-rotation:provider': 'acme-crm',
    })
    await page.context().close()
  })

  it('logs in again at the demo, and sees the credential become active', async () => {
    giveClient(reader.demo)
    const page = await reader.open('#/credential/retently%2Fformer-admin')
    await page.getByRole('button', { name: 'Log in again' }).click()
    const link = page.getByRole('link', { name: 'in a new tab' })
    const [tab] = await Promise.all([page.context().waitForEvent('page'), link.click()])
    await tab.getByRole('heading', { name: 'Log in' }).waitFor()
    expect(await accessibilityProblems(tab)).toStrictEqual([])
    await tab.getByRole('button', { name: 'Allow' }).click()
    await tab.getByRole('heading', { name: 'Logged in' }).waitFor()
    await page.getByText(/^the tokens are stored; /).waitFor()
    await page.locator('.lead').getByText('active').waitFor()
    await page.context().close()
  })

  it('pauses and resumes', async () => {
    const page = await reader.open('#/credential/retently%2Fsurveys')
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('button', { name: 'Resume' }).waitFor()
    expect(secretNamed(reader.demo.account, 'retently/surveys').tags).toHaveProperty(
      'token-rotation:paused',
    )
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click()
    await page.getByText('resumed; the next sweep looks at it').waitFor()
    await page.getByRole('button', { name: 'Rotate now' }).waitFor()

    expect(secretNamed(reader.demo.account, 'retently/surveys').tags).toStrictEqual({
      'token-rotation:provider': 'retently',
    })
    await page.context().close()
  })
})

const focused = (page: Page): Promise<string> => page.locator(':focus').innerText()

describe.skipIf(chromiumFile === undefined)('when a provider has no known login page', () => {
  it('says on the page which command a person logs in again with', async () => {
    const reader = await startReader({ providers: withoutLoginPage() })
    const page = await reader.open('#/credential/retently%2Fformer-admin')
    const section = page.getByRole('region', { name: 'Log in again' })

    expect(await section.innerText()).toContain('This page does not do that for this provider.')
    const { answer } = await reader.demo.ask('credential?name=retently%2Fformer-admin')
    expect(answer.command).toMatch(/ && npx token-rotation authorize retently\/former-admin$/)
    expect(await section.locator('code').innerText()).toBe(answer.command)
    await reader.stop()
  })
})
