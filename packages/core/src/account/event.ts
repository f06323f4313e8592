export type * from '../space/event.ts'
