import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Operator, startOperator } from './operator-cli.ts'

describe('when somebody looks for a provider', () => {
  let operator: Operator
  beforeAll(async () => {
    operator = await startOperator()
  })
  afterAll(() => operator.stop())

  it('tells all about the one whose id is given, as the page of providers does', async () => {
    const { code, stdout } = await operator.run(['providers', 'smartsheet'])

    expect(stdout).toMatch(/^Smartsheet\n\n- id smartsheet, token URL https:\/\//)
    expect(stdout).toContain('- tag token-rotation:param:domain: ')
    expect(stdout).toMatch(/\nSources:\n\n- https:\/\//)
    expect(stdout).not.toMatch(/[`<>]|<a id/)
    expect(code).toBe(0)
  })

  it('lists those whose id or name holds every word', async () => {
    const { code, stdout } = await operator.run(['providers', 'google', 'account'])

    expect(stdout.trimEnd().split('\n')).toStrictEqual([
      expect.stringMatching(/^id +name +access token +refresh token$/),
      expect.stringMatching(/^google-service-account +.+ none: the client asks for itself$/),
    ])
    expect(code).toBe(0)
  })

  it('lists all of them without a word, and custom ones beside them', async () => {
    const { stdout } = await operator.run(['providers', '--providers', operator.providers])
    const ids = stdout.split('\n').map((line) => line.split(' ')[0])

    expect(ids).toStrictEqual(expect.arrayContaining(['hubspot', 'xero', 'acme-crm']))
    expect(ids.length).toBeGreaterThan(80)
  })

  it('writes definitions as JSON', async () => {
    const { stdout } = await operator.run(['providers', 'hubspot', '--json'])

    expect(JSON.parse(stdout)).toMatchObject({ id: 'hubspot', grant: 'refresh_token' })
  })

  it('asks nobody', async () => {
    operator.calls.length = 0
    const env = { AWS_REGION: '', AWS_ACCESS_KEY_ID: '' }
    const { code } = await operator.run(['providers', 'hubspot'], { env })

    expect(operator.calls.filter(({ service }) => service !== 'sqs')).toStrictEqual([])
    expect(code).toBe(0)
  })

  it('has an idea when there is none of that name', async () => {
    expect(await operator.run(['providers', 'smartshet'])).toStrictEqual({
      code: 1,
      stdout: '',
      stderr: 'no provider smartshet; did you mean smartsheet?\n',
    })
  })

  it('says what is wrong with a file of definitions, and exits with 2', async () => {
    const file = operator.file('broken.json', '[{"id":"x"}]')
    const { code, stderr } = await operator.run(['providers', '--providers', file])

    expect(stderr).toContain('[0].tokenUrl: expected an https URL')
    expect(code).toBe(2)
  })
})
