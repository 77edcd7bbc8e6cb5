import type { CredentialAnswer } from '../page-data.ts'
import { CredentialButtons } from './credential-buttons.tsx'
import { Facts } from './facts.tsx'
import { PageState } from './page-state.tsx'
import { Reauthorize } from './reauthorize.tsx'
import { linkTo } from './route.ts'
import { StatusMark } from './status-mark.tsx'
import { useAnswer } from './use-answer.ts'
import { VersionTable } from './version-table.tsx'

/** Everything about one credential, and what can be done with it. */
export const CredentialPage = ({ name }: { readonly name: string }) => {
  const { answer, problem, again } = useAnswer<CredentialAnswer>(
    `credential?name=${encodeURIComponent(name)}`,
  )
  return (
    <>
      <p class="path">
        <a href={linkTo('fleet')}>Fleet</a>
      </p>
      <h1>{name}</h1>
      <PageState isKnown={answer !== undefined} problem={problem} />
      {answer !== undefined && (
        <>
          <p class="lead">
            <StatusMark status={answer.status} isAtWork={answer.isAtWork} />
            {answer.isPaused && answer.status !== 'paused' && ' · paused by its tag'}
            {' · '}
            {answer.isKnownProvider ? (
              <a href={linkTo('provider', { id: answer.provider })}>{answer.provider}</a>
            ) : (
              answer.provider
            )}
          </p>
          {answer.message !== undefined && <p class="problem">{answer.message}</p>}
          <CredentialButtons name={answer.name} isPaused={answer.isPaused} onDone={again} />
          {/* one key: when the status changes it moves, and keeps what it tells of a login */}
          {answer.needsPerson && <Reauthorize key="reauthorize" answer={answer} onDone={again} />}
          <Why answer={answer} />
          <section aria-labelledby="facts">
            <h2 id="facts">State and schedule</h2>
            <Facts facts={answer.facts} />
          </section>
          <section aria-labelledby="tags">
            <h2 id="tags">Tags</h2>
            <Facts facts={answer.tags} />
          </section>
          <VersionTable versions={answer.versions} count={answer.versionCount} />
          {!answer.needsPerson && <Reauthorize key="reauthorize" answer={answer} onDone={again} />}
        </>
      )}
    </>
  )
}

type Shown = { readonly answer: CredentialAnswer }

const Why = ({ answer: { verdict, steps, obstacles } }: Shown) => (
  <section aria-labelledby="why">
    <h2 id="why">Why it is due, or is not</h2>
    <p class="verdict">{verdict}</p>
    <ol>
      {steps.map(({ question, answer }) => (
        <li key={question}>
          {question} <strong>{answer}</strong>
        </li>
      ))}
    </ol>
    {obstacles.length > 0 && (
      <ul>
        {obstacles.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    )}
  </section>
)
