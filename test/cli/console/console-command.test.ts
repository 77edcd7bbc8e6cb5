import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cliFile, type Operator, startOperator } from '../operator/operator-cli.ts'

/** The first line of a process that a pattern fits. */
const lineOf = async (
  child: ChildProcessWithoutNullStreams,
  pattern: RegExp,
): Promise<RegExpExecArray> => {
  for await (const line of createInterface({ input: child.stdout })) {
    const found = pattern.exec(line)
    if (found !== null) return found
  }
  throw new Error(`expected a line ${pattern.source}`)
}

const LINK = /^console: (http:\/\/127\.0\.0\.1:\d+)\/#token=([\w-]+)$/

/** Asks a console for something, as its page does. */
const ask = (origin: string, token: string, path: string): Promise<Response> =>
  fetch(`${origin}/api/${path}`, { headers: { authorization: `Bearer ${token}` } })

describe('when the command console is run', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it('serves the fleet and its page until Ctrl-C, and ends with 130', async () => {
    const child = operator.start(['console'])
    const closed = once(child, 'close')
    const [, origin = '', token = ''] = await lineOf(child, LINK)
    const page = await fetch(origin)
    const fleet = await ask(origin, token, 'fleet')
    const text = await fleet.text()
    operator.hear(text)
    child.kill('SIGINT')

    expect(page.status).toBe(200)
    expect(await page.text()).toContain('<script type="module" src="/console.js">')
    expect(JSON.parse(text)).toMatchObject({ total: 7 })
    expect(await closed).toStrictEqual([130, null])
    await expect(fetch(origin)).rejects.toThrow()
  })

  it('prints its link as JSON', async () => {
    const child = operator.start(['console', '--json'])
    const closed = once(child, 'close')
    const [, text = ''] = await lineOf(child, /^(.*)$/)
    child.kill('SIGINT')

    expect(JSON.parse(text)).toStrictEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{22}$/),
    })
    await closed
  })

  it('says when its port is taken, and exits with 1', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' ? String(address?.port) : ''
    const result = await operator.run(['console', '--port', port])
    other.close()

    expect(result).toStrictEqual({
      code: 1,
      stdout: '',
      stderr: `port ${port} of 127.0.0.1 cannot be had: expected a free one\n`,
    })
  })

  it.each([
    ['--port', '0'],
    ['--sweep-minutes', '16'],
  ])('refuses %s %s with 2', async (...words) => {
    expect((await operator.run(['console', ...words])).code).toBe(2)
  })
})

describe('when the local account is started with a console', () => {
  let child: ChildProcessWithoutNullStreams
  beforeAll(() => {
    child = spawn(process.execPath, [cliFile, 'local', '--console'], {
      env: { PATH: process.env.PATH },
    })
  })

  it('serves the demo until Ctrl-C', async () => {
    const closed = once(child, 'close')
    const [, origin = '', token = ''] = await lineOf(child, LINK)
    const about = await ask(origin, token, 'about')
    const provider = await ask(origin, token, 'provider?id=acme-crm')

    expect(await about.text()).toContain('the local account at http://127.0.0.1:')
    expect(provider.status).toBe(200)
    child.stdout.resume()
    child.kill('SIGINT')
    expect(await closed).toStrictEqual([0, null])
  })
})
