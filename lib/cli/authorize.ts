import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import type { Tokens } from '../credential/credential.ts'
import { tagsOfPolicy } from './operator/add-options.ts'
import { consentOf } from './operator/authorization/consent.ts'
import { leavable } from './operator/authorization/interruption.ts'
import { type AuthorizeOptions, authorizationOptions } from './operator/authorization/options.ts'
import { type LoginPlan, plannedLogin } from './operator/authorization/plan.ts'
import { createWithLogin, storeAgain } from './operator/authorization/store.ts'
import { tokensOfLogin } from './operator/authorization/text.ts'
import type { Deployment } from './operator/deployment.ts'
import { type Failure, inTrouble, type Verdict } from './operator/fail.ts'
import { queueOptions } from './operator/find-queue.ts'
import { onDeployment } from './operator/on-deployment.ts'
import { operatorCommand, operatorOptions } from './operator/operator-options.ts'
import { providerOptions } from './operator/provider-options.ts'
import { say } from './operator/say.ts'
import { lookAtStored } from './operator/stored-look.ts'
import { waitOptions } from './operator/wait-options.ts'

/** `token-rotation authorize`: lets a person log in, and stores the tokens straight into the secret. */
export const authorizeCommand = (): Command =>
  waitOptions(
    queueOptions(
      authorizationOptions(
        providerOptions(
          operatorOptions(
            operatorCommand('authorize', 'log in at a provider, straight into a secret', [
              'token-rotation authorize crm/hubspot --provider hubspot --scope "crm.objects.contacts.read"',
              'token-rotation authorize crm/hubspot                       again, into the secret that is there',
              'token-rotation authorize mail/me --provider google --device',
              'token-rotation authorize books --provider xero --redirect-uri http://localhost:3000/callback',
              'token-rotation authorize crm/acme --provider zendesk --param subdomain=acme --manual',
            ]),
          ),
        ),
      ),
    ),
  )
    .argument('<name>', 'name of the secret; of one that is there also its ARN')
    .addHelpText(
      'after',
      '\nRegister the redirect URI http://127.0.0.1:8976/callback for the app at the provider, or give the one that it has; PROVIDERS.md says which ones take none of this machine.\nCtrl-C before the login leaves everything as it was; after it the tokens are stored first.',
    )
    .action((name: string, options: AuthorizeOptions) =>
      onDeployment(
        options,
        (deployment, interrupted) => authorize(deployment, name, options, interrupted),
        { finishes: true },
      ),
    )

const authorize = async (
  deployment: Deployment,
  name: string,
  options: AuthorizeOptions,
  interrupted: AbortSignal,
): Promise<E.Either<Failure, Verdict>> => {
  const leavably = leavable(interrupted)
  const planned = await leavably(() => plannedLogin(deployment, name, options))
  if (E.isLeft(planned)) return planned
  const plan = planned.right
  const consent = await consentOf(deployment, { plan, options, leavably })
  if (E.isLeft(consent)) return consent
  const { granted, at, reply } = consent.right

  const tokens = tokensOfLogin(granted, plan.settings.definition, at, plan.scopes)
  const stored = E.isLeft(tokens)
    ? E.left(inTrouble(tokens.left))
    : await storeLogin(deployment, plan, tokens.right, options)
  await reply(E.isLeft(stored) ? NOT_STORED : STORED)
  if (E.isLeft(stored)) return stored
  return stored.right(interrupted)
}

const STORED = { title: 'Logged in', text: 'The tokens are stored. You can close this page.' }
const NOT_STORED = { title: 'Not stored', text: 'Look at the terminal: it says why.' }

/** What is left to tell when the tokens are stored. */
type Telling = (interrupted: AbortSignal) => Promise<E.Either<Failure, Verdict>>

const storeLogin = async (
  deployment: Deployment,
  plan: LoginPlan,
  tokens: Tokens,
  options: AuthorizeOptions,
): Promise<E.Either<Failure, Telling>> => {
  const { existing } = plan
  if (existing === undefined) {
    const created = await createWithLogin(deployment, plan, tokens, options.kmsKey)
    if (E.isLeft(created)) return created
    return E.right(async () => {
      tellOfNew(deployment, plan, created.right, tokens, options)
      return E.right(0)
    })
  }
  const stored = await storeAgain(deployment, { ...plan, existing }, tokens)
  return E.isLeft(stored)
    ? stored
    : E.right((interrupted) => lookAtStored(deployment, stored.right, options, interrupted))
}

const tellOfNew = (
  { tagPrefix }: Deployment,
  { name, policy, settings, secretName }: LoginPlan,
  arn: string,
  { expiresAt }: Tokens,
  options: AuthorizeOptions,
): void => {
  const tags = tagsOfPolicy(policy, tagPrefix)
  say(options, {
    lines: [
      `${name}: created, provider ${settings.definition.id}, format ${settings.format}`,
      `  tags: ${Object.entries(tags)
        .map((tag) => tag.join(' = '))
        .join(', ')}`,
      `  its client is in ${secretName}`,
      '  the next sweep looks at it (the list of secrets may lag by some minutes)',
    ],
    json: {
      name,
      arn,
      result: 'created',
      provider: settings.definition.id,
      format: settings.format,
      tags,
      ...(secretName === undefined ? {} : { clientSecret: secretName }),
      ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() }),
    },
  })
}
