import { program } from './program.ts'

// commands are registered in program.ts, which others may read without running one
await program().parseAsync()
