import * as E from 'fp-ts/Either'
import { PENDING_LABEL, type SecretDescription } from '../../lib/rotation/rotate-env.ts'
import { awsFailure, itemOf, secretArn } from '../fixed-data.ts'
import type { Call, ProviderAnswer, Reply } from './call.ts'
import { readToken } from './token.ts'
import {
  currentOf,
  excusing,
  hasNewer,
  isForgotten,
  type Labels,
  versionOf,
  violating,
  type World,
  watching,
  withLabel,
  withVersion,
} from './world.ts'

/** The world after a call took effect, and what it answers. */
export type Answered = { readonly world: World; readonly reply: Reply }

/** Lets a call take effect, with the rules of the service that it goes to. */
export const answerCall = (world: World, call: Call): Answered => {
  switch (call.op) {
    case 'describe':
      return { world, reply: { op: 'describe', is: E.right(descriptionOf(world.labels)) } }
    case 'getVersion': {
      const found = world.versions.find(({ id }) => id === call.versionId)
      const version =
        found === undefined ? undefined : { text: found.text, createdAt: found.createdAt }
      return { world, reply: { op: 'getVersion', is: E.right(version) } }
    }
    case 'putPending':
    case 'stage': {
      const label = call.op === 'stage' ? 'AWSPENDING' : PENDING_LABEL
      const known = world.versions.find(({ id }) => id === call.versionId)
      if (known !== undefined && known.text !== call.text)
        return {
          world,
          reply: {
            op: call.op,
            is: E.left(awsFailure('PutSecretValue', 'ResourceExistsException')),
          },
        }
      const put = known === undefined ? withVersion(world, call.versionId, call.text) : world
      return {
        world: withLabel(put, label, call.versionId),
        reply: { op: call.op, is: E.right(undefined) },
      }
    }
    case 'unstage':
      return world.labels.AWSPENDING === call.versionId
        ? {
            world: withLabel(world, 'AWSPENDING', undefined),
            reply: { op: 'unstage', is: E.right(undefined) },
          }
        : { world, reply: { op: 'unstage', is: E.left(REFUSED) } }
    case 'promote':
      return world.labels.AWSCURRENT === call.from &&
        world.versions.some(({ id }) => id === call.to)
        ? { world: promoted(world, call.to), reply: { op: 'promote', is: E.right(undefined) } }
        : { world, reply: { op: 'promote', is: E.left(REFUSED) } }
    case 'acquire': {
      const item = world.item ?? itemOf({ id: secretArn })
      const { lease } = item
      if (lease !== undefined && lease.until > call.now && lease.holder !== call.holder)
        return { world, reply: { op: 'acquire', is: E.right(undefined) } }
      const leased = { ...item, lease: { holder: call.holder, until: call.until } }
      return { world: { ...world, item: leased }, reply: { op: 'acquire', is: E.right(leased) } }
    }
    case 'update': {
      if (world.item?.lease?.holder !== call.holder)
        return { world, reply: { op: 'update', is: E.left({ tag: 'LeaseLost' }) } }
      const changes = Object.fromEntries(
        Object.entries(call.changes)
          .filter(([, value]) => value !== undefined)
          .map(([name, value]) => [name, value ?? undefined]),
      )
      return {
        world: { ...world, item: { ...world.item, ...changes } },
        reply: { op: 'update', is: E.right(undefined) },
      }
    }
    case 'read':
      return { world, reply: { op: 'read', is: E.right(world.item) } }
    case 'seal':
      return {
        world,
        reply: { op: 'seal', is: E.right(new Uint8Array(Buffer.from(call.text))) },
      }
    case 'open':
      return { world, reply: { op: 'open', is: E.right(Buffer.from(call.sealed).toString()) } }
    case 'POST': {
      const { world: after, answer } = providerAnswers(sending(world, call.token), call.token)
      return { world: after, reply: { op: 'POST', is: E.right(answer) } }
    }
    case 'wait':
      return { world, reply: { op: 'wait', is: E.right(undefined) } }
  }
}

/** What Describe says where the labels are like this. */
export const descriptionOf = (labels: Labels): SecretDescription => {
  const versions: Record<string, readonly string[]> = {}
  for (const [label, id] of Object.entries(labels)) versions[id] = [...(versions[id] ?? []), label]
  return { name: 'crm/acme', tags: { 'token-rotation:provider': 'acme' }, versions }
}

const REFUSED = awsFailure('UpdateSecretVersionStage', 'InvalidParameterException')

/** A function may not take a person's consent away, whatever it believes. */
const promoted = (world: World, to: string): World => {
  const { consent } = world.watched
  const isTakenAway =
    consent !== undefined &&
    readToken(currentOf(world).text).grant === consent &&
    readToken(versionOf(world, to).text).grant !== consent
  const moved = withLabel(world, 'AWSCURRENT', to)
  return isTakenAway ? violating(moved, `a new consent (grant ${consent}) was overwritten`) : moved
}

/**
 * A token is on its way to the provider. That a newer one is durable is a violation, but for two cases: without the
 * ledger, an old token that a person put back cannot be told from a new one; and where the grant in use was rejected, an
 * old token that a person put back is tried on purpose.
 */
const sending = (world: World, text: string): World => {
  const { watched } = world
  const token = readToken(text)
  const sent = watched.sent.includes(text) ? watched.sent : [...watched.sent, text].sort()
  const next = watching(world, { sent })
  if (!hasNewer(world, token) || world.grants[token.grant]?.isAlive !== true) return next
  const isTriedOnPurpose = world.item?.status === 'reauthorize' && watched.hasPersonActed
  return isForgotten(world, text) || isTriedOnPurpose
    ? excusing(next, token.grant)
    : violating(next, `${text} was sent although a newer token is durable`)
}

/** A strict provider: each refresh token works once, and a second use revokes the grant. */
const providerAnswers = (
  world: World,
  text: string,
): { readonly world: World; readonly answer: ProviderAnswer } => {
  const token = readToken(text)
  const grant = world.grants[token.grant]
  if (grant?.isAlive !== true) return { world, answer: REJECTED }
  if (grant.newest !== token.n)
    return {
      world: { ...world, grants: world.grants.with(token.grant, { ...grant, isAlive: false }) },
      answer: REJECTED,
    }
  const next = { newest: grant.newest + 1, isAlive: true }
  return {
    world: { ...world, grants: world.grants.with(token.grant, next) },
    answer: {
      status: 200,
      body: {
        access_token: `access-${token.grant}-${next.newest}`,
        refresh_token: `refresh-${token.grant}-${next.newest}`,
        token_type: 'bearer',
        expires_in: 3600,
      },
    },
  }
}

const REJECTED: ProviderAnswer = { status: 400, body: { error: 'invalid_grant' } }
