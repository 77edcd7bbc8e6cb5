/** What the console's server tells its page. Everything is text, a number or a truth: it travels as JSON. */

/** A moment. Shape: `at` is ISO 8601; `fromNow` is how far it is from the account's time, as `in 2 h`. */
export type Moment = { readonly at: string; readonly fromNow: string }

/** A credential in the list of the fleet. */
export type FleetEntry = {
  readonly name: string
  readonly provider: string
  readonly status: string
  readonly isAtWork: boolean
  readonly message?: string | undefined
  readonly refreshedAt?: Moment | undefined
  readonly expiresAt?: Moment | undefined
  readonly nextAt?: Moment | undefined
  readonly grantEndsAt?: Moment | undefined
}

/** How many of something there are. */
export type Count = { readonly of: string; readonly count: number }

/** A page of the fleet. Shape: `counts` and `providers` are of all of it; `found` is how many the filters leave. */
export type FleetAnswer = {
  readonly entries: readonly FleetEntry[]
  readonly found: number
  readonly page: number
  readonly pages: number
  readonly total: number
  readonly counts: readonly Count[]
  readonly providers: readonly Count[]
  readonly leftOut: readonly Count[]
  readonly readAt: Moment
}

/** An hour of the timeline. Shape: `offset` is in hours from now, from -24 to 23; `count` are refreshes behind, or looks ahead. */
export type TimelineHour = {
  readonly offset: number
  readonly from: string
  readonly count: number
}

/** One credential on the timeline. Shape: places are hours from now; absent ones are outside of the two days. */
export type TimelineLane = {
  readonly name: string
  readonly status: string
  readonly refreshed?: number | undefined
  readonly next?: number | undefined
  readonly expires?: number | undefined
  readonly text: string
}

/** The refreshes of the last and the looks of the next 24 h. Shape: `lanes` are the first ones; `overdue` counts as now. */
export type TimelineAnswer = {
  readonly now: string
  readonly hours: readonly TimelineHour[]
  readonly lanes: readonly TimelineLane[]
  readonly total: number
  readonly overdue: number
  readonly readAt: Moment
}

/** A version of a secret. */
export type VersionEntry = {
  readonly id: string
  readonly labels: readonly string[]
  readonly createdAt?: Moment | undefined
  readonly story: readonly string[]
}

/** A question that a sweep asks, and its answer. */
export type WhyStep = { readonly question: string; readonly answer: string }

/** Everything that may be told of one credential. Shape: `command` is what a person types to log in again; `canLogIn`: here. */
export type CredentialAnswer = {
  readonly name: string
  readonly provider: string
  readonly isKnownProvider: boolean
  readonly status: string
  readonly isAtWork: boolean
  readonly isPaused: boolean
  readonly needsPerson: boolean
  readonly message?: string | undefined
  readonly facts: readonly (readonly [about: string, text: string])[]
  readonly tags: readonly (readonly [name: string, value: string])[]
  readonly versions: readonly VersionEntry[]
  readonly versionCount: number
  readonly verdict: string
  readonly steps: readonly WhyStep[]
  readonly obstacles: readonly string[]
  readonly command?: string | undefined
  readonly canLogIn: boolean
}

/** What became of an order. Shape: with `look`, its progress can be asked for. */
export type ActionAnswer = { readonly message: string; readonly look?: string | undefined }

/**
 * How far a login is. Shape: `address` is what the person opens while it waits, and `scopes` says what it asks for; `look`
 * is one at the stored tokens.
 */
export type LoginProgress = {
  readonly state: 'none' | 'waiting' | 'storing' | 'stored' | 'refused' | 'cancelled'
  readonly message: string
  readonly address?: string
  readonly scopes?: string
  readonly look?: string
}

/** How far a look is. */
export type LookAnswer = {
  readonly state: 'asked' | 'at work' | 'done' | 'failed' | 'unanswered'
  readonly message: string
}

/** A provider in the list. */
export type ProviderEntry = {
  readonly id: string
  readonly name: string
  readonly facts: readonly string[]
}
export type ProvidersAnswer = {
  readonly columns: readonly string[]
  readonly entries: readonly ProviderEntry[]
}

/** All about a provider, as lines. */
export type ProviderAnswer = {
  readonly id: string
  readonly name: string
  readonly lines: readonly string[]
}

/** Which deployment is looked at. */
export type AboutAnswer = { readonly facts: readonly (readonly [about: string, text: string])[] }

/** Why a request was not answered. */
export type Refusal = { readonly problem: string }
