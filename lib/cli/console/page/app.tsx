import { useEffect, useRef, useState } from 'preact/hooks'
import { AboutPage } from './about-page.tsx'
import { CredentialPage } from './credential-page.tsx'
import { FleetPage } from './fleet-page.tsx'
import { ProviderPage } from './provider-page.tsx'
import { ProvidersPage } from './providers-page.tsx'
import { linkTo, PAGES, type Route, routeOf } from './route.ts'
import { TimelinePage } from './timeline-page.tsx'

/** The console: a head with its pages, and the page that the address names. */
export const App = ({ hasToken }: { readonly hasToken: boolean }) => {
  const [route, setRoute] = useState(() => routeOf(location.hash))
  const main = useRef<HTMLElement>(null)
  const isFirst = useRef(true)
  useEffect(() => {
    const follow = () => setRoute(routeOf(location.hash))
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  const place = `${route.page}/${route.id}`
  // another page is another place, a filter is not
  useEffect(() => {
    document.title = `${titleOf(route)} – Token rotation`
    // readers of the screen are told of the new page; the first one is told by the browser
    if (!isFirst.current) main.current?.focus()
    isFirst.current = false
  }, [place])
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <header>
        <p class="brand">Token rotation</p>
        <nav aria-label="Pages">
          <ul>
            {PAGES.map(([page, title]) => (
              <li key={page}>
                <a
                  href={linkTo(page)}
                  aria-current={chapterOf(route) === page ? 'page' : undefined}
                >
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main ref={main} tabIndex={-1} aria-label={titleOf(route)}>
        {hasToken ? <Page key={place} route={route} /> : <NoToken />}
      </main>
      <footer>
        <p>
          Only a login reads the value of a secret. No token and no client secret is sent to this
          page.
        </p>
      </footer>
    </>
  )
}

const Page = ({ route }: { readonly route: Route }) => {
  switch (route.page) {
    case 'fleet':
      return <FleetPage query={route.query} />
    case 'timeline':
      return <TimelinePage query={route.query} />
    case 'credential':
      return <CredentialPage name={route.id} />
    case 'providers':
      return <ProvidersPage />
    case 'provider':
      return <ProviderPage id={route.id} />
    case 'about':
      return <AboutPage />
    case 'nowhere':
      return (
        <>
          <h1>Nothing is here</h1>
          <p>
            The <a href={linkTo('fleet')}>fleet</a> is a good place to start.
          </p>
        </>
      )
  }
}

const NoToken = () => (
  <>
    <h1>This link is not complete</h1>
    <p>Open the whole link that the command printed: it ends with a token.</p>
  </>
)

const chapterOf = ({ page }: Route): string =>
  page === 'credential' ? 'fleet' : page === 'provider' ? 'providers' : page

const titleOf = ({ page, id }: Route): string =>
  id === '' ? (PAGES.find(([name]) => name === page)?.[1] ?? 'Nothing is here') : id
