declare module 'undici/lib/dispatcher/pool.js' {
  export { Pool as default } from 'undici';
}

declare module 'undici/lib/api/api-request.js' {
  import type { Dispatcher, Pool } from 'undici';
  /** `pool.request`, which the package's index would add to the pool. */
  export default function request(this: Pool, options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData>;
}
