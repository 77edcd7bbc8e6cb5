import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { loginWay } from '../../../../lib/cli/operator/authorization/way.ts'
import { authorizationUrls } from '../../../../lib/provider/login/authorization-urls.ts'
import { definition } from '../../../provider/definition.ts'

const PAGE = 'https://acme.com/login'

const wayOf = (
  fields: Readonly<Record<string, unknown>>,
  {
    parameters = {},
    ...options
  }: {
    readonly redirectUri?: string
    readonly port?: number
    readonly parameters?: Readonly<Record<string, string>>
  } = {},
) => {
  const known = definition({ authorizationUrl: PAGE, ...fields })
  const urls = authorizationUrls(known, {})
  if (E.isLeft(urls)) throw new Error(urls.left)
  const client = { id: 'app', secret: 's', parameters }
  return loginWay(known, urls.right, client, { manual: false, device: false, ...options })
}

describe('when it is chosen where a browser comes back to', () => {
  it.each([
    [{}, {}, 'http://127.0.0.1:8976/callback'],
    [{ loopbackRedirect: 'localhost' }, {}, 'http://localhost:8976/callback'],
    [{ loopbackRedirect: 'localhost' }, { port: 5 }, 'http://localhost:5/callback'],
    // whoever registered one knows better
    [{ loopbackRedirect: 'none' }, { redirectUri: 'http://localhost:5/x' }, 'http://localhost:5/x'],
  ])('of %j and %j it listens at %s', (fields, options, uri) => {
    expect(wayOf(fields, options)).toStrictEqual(
      E.right({ tag: 'Listen', page: new URL(PAGE), redirectUri: new URL(uri) }),
    )
  })

  it.each([
    { redirectUri: 'https://acme.example/callback' },
    { parameters: { redirect_uri: 'https://acme.example/callback' } },
  ])('has the address pasted of %j', (options) => {
    expect(wayOf({ loopbackRedirect: 'none' }, options)).toStrictEqual(
      E.right({
        tag: 'Paste',
        page: new URL(PAGE),
        redirectUri: 'https://acme.example/callback',
      }),
    )
  })

  it('asks for the redirect URI where the provider takes none of this machine', () => {
    expect(wayOf({ loopbackRedirect: 'none' })).toMatchObject(
      E.left({
        exitCode: 1,
        message: expect.stringMatching(
          /^provider acme: expected the https redirect URI that the app has there, since Acme takes none of this machine; give it with --redirect-uri/,
        ),
      }),
    )
  })
})
