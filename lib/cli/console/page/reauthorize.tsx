import type { CredentialAnswer } from '../page-data.ts'
import { LoginAgain } from './login-again.tsx'

/** How a person logs in again: here where that can be, and on the command line. */
export const Reauthorize = ({
  answer: { name, command, needsPerson, canLogIn },
  onDone,
}: {
  readonly answer: CredentialAnswer
  readonly onDone: () => void
}) => (
  <section aria-labelledby="reauthorize">
    <h2 id="reauthorize">Log in again</h2>
    <p>
      {needsPerson
        ? 'A person must log in at the provider again, or mend what the message says.'
        : 'Not needed now; when the grant ends, a person logs in at the provider again.'}{' '}
      {!canLogIn && (command === undefined ? NOWHERE : NOT_HERE)}
    </p>
    {canLogIn && <LoginAgain name={name} onDone={onDone} />}
    {canLogIn && command !== undefined && <p>Or on the command line:</p>}
    {command !== undefined && (
      <pre>
        <code>{command}</code>
      </pre>
    )}
  </section>
)

const NOWHERE =
  'This page does not do that: put the new tokens into the file that the account was started with.'
const NOT_HERE =
  'This page does not do that for this provider. The command line does, with the same AWS credentials:'
