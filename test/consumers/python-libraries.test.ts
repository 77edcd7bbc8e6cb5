import { describe, expect, it } from 'vitest'
import { WELL_AFTER, WELL_BEFORE } from './clock.ts'
import { MSAL_CACHE } from './msal-cache-text.ts'
import { askPython, pythonWith } from './python.ts'
import { refreshedText } from './refreshed-text.ts'

const atBothSides = (python: string | undefined, program: string, text: string) =>
  [WELL_BEFORE, WELL_AFTER].map((now) => askPython(python ?? '', program, { now, text }))

const authlib = pythonWith('import authlib.oauth2', 'authlib')

describe.skipIf(authlib === undefined)('when Authlib reads what was written for it', () => {
  const program = `
from authlib.oauth2.rfc6749 import OAuth2Token
token = OAuth2Token.from_dict(stored)
answer([token['access_token'], token['refresh_token'], bool(token.is_expired())])`

  it.each(['1767229200', '"1767229200"', 'null'])(
    'finds the new tokens, and judges their end rightly where %s stood',
    (before) => {
      const text = refreshedText(
        'authlib',
        `{"access_token":"old-a","refresh_token":"old-r","expires_in":60,"expires_at":${before}}`,
      )

      expect(atBothSides(authlib, program, text)).toStrictEqual([
        ['new-a', 'new-r', false],
        ['new-a', 'new-r', true],
      ])
    },
  )
})

const oauthlib = pythonWith('import requests_oauthlib', 'requests-oauthlib')

describe.skipIf(oauthlib === undefined)(
  'when requests-oauthlib reads what was written for it',
  () => {
    // the adapter stands for the network, and tells what would have been sent
    const program = `
import requests
from requests_oauthlib import OAuth2Session
from oauthlib.oauth2 import TokenExpiredError
class Adapter(requests.adapters.BaseAdapter):
    def send(self, request, **_):
        response = requests.Response()
        response.status_code, response._content = 200, request.headers['Authorization'].encode()
        response.request, response.url = request, request.url
        return response
    def close(self): pass
session = OAuth2Session('app', token=stored)
session.mount('https://', Adapter())
try:
    answer(session.get('https://api.invalid/').text)
except TokenExpiredError:
    answer(['expired', session.token['refresh_token']])`

    it.each(['1767229200.25', '"1767229200"', 'null'])(
      'finds the new tokens, and judges their end rightly where %s stood',
      (before) => {
        const text = refreshedText(
          'requests-oauthlib',
          `{"access_token":"old-a","refresh_token":"old-r","token_type":"Bearer","scope":["read"],"expires_in":"60","expires_at":${before}}`,
        )
        const [early, late] = atBothSides(oauthlib, program, text)

        expect(early).toBe('Bearer new-a')
        expect(late).toStrictEqual(['expired', 'new-r'])
      },
    )
  },
)

const msal = pythonWith('import msal', 'msal')

describe.skipIf(msal === undefined)('when MSAL for Python reads what was written for it', () => {
  // the client stands for the network: it knows the tenant, and refuses refreshes
  const program = `
import msal, urllib.parse
sent = []
class Response:
    headers = {}
    def __init__(self, status, body): self.status_code, self.text = status, json.dumps(body)
    def raise_for_status(self): pass
class Http:
    def get(self, url, **_):
        tenant = 'https://login.microsoftonline.com/utid'
        return Response(200, {'metadata': [], 'issuer': tenant + '/v2.0', 'token_endpoint': tenant + '/token',
            'authorization_endpoint': tenant + '/authorize'})
    def post(self, url, data=None, **_):
        sent.append(data['refresh_token'])
        return Response(400, {'error': 'invalid_grant'})
    def close(self): pass
cache = msal.SerializableTokenCache()
cache.deserialize(text)
app = msal.ConfidentialClientApplication('app', client_credential='secret', token_cache=cache,
    authority='https://login.microsoftonline.com/utid', http_client=Http())
account = app.get_accounts()[0]
result = app.acquire_token_silent(['User.Read'], account=account)
answer([result and result['access_token'], sent])`

  it('finds the new tokens, and judges their end rightly', () => {
    expect(atBothSides(msal, program, refreshedText('msal-cache', MSAL_CACHE))).toStrictEqual([
      ['new-a', []],
      [null, ['new-r']],
    ])
  })
})

// version 1 reads neither the token nor its end
const google = pythonWith(
  'from importlib.metadata import version; assert int(version("google-auth").split(".")[0]) >= 2',
  'google-auth 2',
)

describe.skipIf(google === undefined)(
  'when Google’s library for Python reads what was written for it',
  () => {
    const program = `
import datetime
from google.auth import _helpers
from google.oauth2.credentials import Credentials
_helpers.utcnow = lambda: datetime.datetime.utcfromtimestamp(now)
credentials = Credentials.from_authorized_user_info(stored)
answer([credentials.token, credentials.refresh_token, credentials.scopes, credentials.expired])`

    it.each(['"2026-01-01T00:00:00.123456Z"', 'null'])(
      'finds the new tokens, and judges their end rightly where %s stood',
      (before) => {
        const text = refreshedText(
          'google-authorized-user',
          `{"token":"old-a","refresh_token":"old-r","token_uri":"https://oauth2.googleapis.com/token","client_id":"app","client_secret":"secret","scopes":["openid"],"expiry":${before}}`,
        )

        expect(atBothSides(google, program, text)).toStrictEqual([
          ['new-a', 'new-r', ['read', 'write'], false],
          ['new-a', 'new-r', ['read', 'write'], true],
        ])
      },
    )
  },
)
