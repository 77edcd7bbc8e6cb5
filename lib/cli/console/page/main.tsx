import { render } from 'preact'
import { App } from './app.tsx'
import { takeToken } from './server.ts'

const place = document.getElementById('console')
if (place !== null) render(<App hasToken={takeToken()} />, place)
