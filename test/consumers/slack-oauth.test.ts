import { InstallProvider, LogLevel } from '@slack/oauth'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startServer } from '../provider/http-server.ts'
import { stopClock, WELL_AFTER, WELL_BEFORE } from './clock.ts'
import { refreshedObject } from './refreshed-text.ts'

const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
}

const authorize = async (text: string) => {
  const slack = await startServer((response) => {
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ ok: false, error: 'invalid_refresh_token' }))
  })
  onTestFinished(slack.stop)
  const provider = new InstallProvider({
    clientId: 'app',
    clientSecret: 'secret',
    stateSecret: 'state',
    logger: SILENT,
    clientOptions: {
      slackApiUrl: `${slack.url.origin}/`,
      allowAbsoluteUrls: true,
      retryConfig: { retries: 0 },
    },
    installationStore: {
      storeInstallation: async () => undefined,
      fetchInstallation: async () => refreshedObject('slack-installation', text),
    },
  })
  const query = { teamId: 'T', enterpriseId: undefined, isEnterpriseInstall: false }
  const result = await provider.authorize(query).catch(() => undefined)
  const sent = slack.received.map(({ body }) => new URLSearchParams(body).get('refresh_token'))
  return { result, sent }
}

const BOT =
  '{"team":{"id":"T"},"authVersion":"v2","bot":{"scopes":[],"token":"old-a","userId":"U","id":"B","refreshToken":"old-r","expiresAt":1767229200},"user":{"id":"U2"}}'
const USER =
  '{"team":{"id":"T"},"authVersion":"v2","user":{"scopes":[],"token":"old-a","id":"U","refreshToken":"old-r","expiresAt":1767229200}}'

describe('when Slack’s library reads what was written for it', () => {
  const setClock = stopClock()

  it('uses the new token of the bot before its end', async () => {
    setClock(WELL_BEFORE)
    const { result, sent } = await authorize(BOT)

    expect(result).toMatchObject({ botToken: 'new-a', botRefreshToken: 'new-r' })
    expect(sent).toStrictEqual([])
  })

  it('uses the new token of the user before its end', async () => {
    setClock(WELL_BEFORE)
    const { result, sent } = await authorize(USER)

    expect(result).toMatchObject({ userToken: 'new-a', userRefreshToken: 'new-r' })
    expect(sent).toStrictEqual([])
  })

  it.each([BOT, USER])('would send the new refresh token after it', async (text) => {
    setClock(WELL_AFTER)

    expect((await authorize(text)).sent).toStrictEqual(['new-r'])
  })
})
