import { describe, expect, it } from 'vitest'
import { noticesRunbook } from '../../infra/notices-runbook.ts'
import { propertiesOf } from './resource-of.ts'
import { synthesise } from './synthesise.ts'

const { template } = synthesise()
const rule = (name: string) =>
  Object(propertiesOf(template)('AWS::Events::Rule', `${name}Notice`)) as {
    readonly Targets: readonly [{ readonly InputTransformer: InputTransformer }]
  }

type InputTransformer = {
  readonly InputPathsMap: Readonly<Record<string, string>>
  readonly InputTemplate: string
}

const PATTERNS = {
  ReauthorizationRequired: { 'detail-type': ['Reauthorization Required'] },
  ProviderUnavailable: { 'detail-type': ['Provider Unavailable'] },
  ProviderRecovered: { 'detail-type': ['Provider Recovered'] },
  ClientRejected: { 'detail-type': ['Client Rejected'] },
  ClientAccepted: { 'detail-type': ['Client Accepted'] },
  GrantEndsSoon: { 'detail-type': ['Grant Ends Soon'], detail: { daysLeft: [7, 1] } },
  RestoreLoop: {
    'detail-type': ['Token Refresh Failed'],
    detail: { errorCode: ['restore_loop'] },
  },
  SecretRefuses: {
    'detail-type': ['Token Refresh Failed'],
    detail: { errorCode: ['secret_refuses'] },
  },
} as const

/** The text that a template and an event give: each line is a JSON string, values stand in for `<names>`. */
const textOf = (
  { InputPathsMap, InputTemplate }: InputTransformer,
  event: Readonly<Record<string, unknown>>,
): readonly string[] =>
  InputTemplate.split('\n').map((line) =>
    String(JSON.parse(line)).replace(/<([\w-]+)>/g, (_, name) => {
      const path = InputPathsMap[name] ?? expect.fail(`nothing is called ${name}`)
      return path
        .split('.')
        .slice(1)
        .reduce<unknown>((value, key) => Object(value)[key], event)
        ?.toString() as string
    }),
  )

describe('when the rules are deployed', () => {
  it.each(Object.entries(PATTERNS))(
    'sends %s to the topic, and no other event',
    (name, pattern) => {
      expect(rule(name)).toEqual({
        Description: expect.any(String),
        EventBusName: '<Bus>',
        EventPattern: { source: ['token-rotation'], ...pattern },
        State: 'ENABLED',
        Targets: [
          {
            Arn: '<Alerts>',
            Id: 'Target0',
            InputTransformer: {
              InputPathsMap: expect.any(Object),
              InputTemplate: expect.any(String),
            },
          },
        ],
      })
    },
  )

  it('has no others, and each has a text', () => {
    template.resourceCountIs('AWS::Events::Rule', Object.keys(PATTERNS).length)
    expect(Object.keys(noticesRunbook).toSorted()).toEqual(Object.keys(PATTERNS).toSorted())
  })

  it.each(Object.entries(noticesRunbook))(
    'says in %s what it means and what to do first, in lines that EventBridge takes',
    (name, text) => {
      const { InputTransformer } = rule(name).Targets[0]
      const lines = InputTransformer.InputTemplate.split('\n').map((line) => JSON.parse(line))
      expect(lines).toEqual([
        expect.stringMatching(/^[A-Z].*\.$/),
        `Impact: ${text.impact}`,
        `First action: ${text.firstAction}`,
        'Account <account>, region <region>. Runbook: README.md#when-something-is-wrong',
      ])
      const used = [...InputTransformer.InputTemplate.matchAll(/<([\w-]+)>/g)].map(
        ([, used]) => used,
      )
      expect(new Set(used)).toEqual(new Set(Object.keys(InputTransformer.InputPathsMap)))
    },
  )
})

describe('when a credential needs a person', () => {
  it('is told in plain sentences, with its name and its provider', () => {
    const { InputTransformer } = rule('ReauthorizationRequired').Targets[0]
    expect(
      textOf(InputTransformer, {
        account: '111122223333',
        region: 'eu-west-1',
        detail: {
          secretName: 'crm/retently',
          provider: 'retently',
          message: 'Retently rejected the refresh token (invalid_grant)',
        },
      }),
    ).toEqual([
      'Reauthorization Required: crm/retently (provider retently): Retently rejected the refresh token (invalid_grant).',
      'Impact: A person has to log in again. Until then the secret is not refreshed, and whoever reads it is refused once its access token has expired.',
      'First action: Log in at the provider again and put the new credential into the same secret.',
      'Account 111122223333, region eu-west-1. Runbook: README.md#when-something-is-wrong',
    ])
  })
})

describe('when a provider rejects a client', () => {
  it('is told once, with the client and why', () => {
    const { InputTransformer } = rule('ClientRejected').Targets[0]
    const [news] = textOf(InputTransformer, {
      detail: {
        provider: 'hubspot',
        client: 'crm-app',
        errorCode: 'client_rejected',
        message: 'check its id and secret',
      },
    })
    expect(news).toBe(
      'Client Rejected: Provider hubspot rejects the client crm-app (client_rejected): check its id and secret.',
    )
  })
})
