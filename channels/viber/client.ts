import { request } from 'undici';
import type { Outcome } from '../../src/ports.js';
import { connections } from '../connection.js';
import { CALL_MS } from './limits.js';
import { brokenOutcome, httpOutcome, outcomeOf } from './outcome.js';

/** Viber's REST API: one POST a call, over kept-alive connections. */
export interface Client {
  /** `sent` means that Viber answered status 0. Never rejects. */
  call(method: 'set_webhook' | 'send_message', payload: object): Promise<Outcome>;
  close(): Promise<void>;
}

export function client(token: string, apiRoot: string): Client {
  const agent = connections();
  return {
    async call(method, payload) {
      try {
        const answer = await request(`${apiRoot}/pa/${method}`, {
          dispatcher: agent,
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-viber-auth-token': token },
          body: JSON.stringify(payload),
          signal: AbortSignal.timeout(CALL_MS),
        });
        const text = await answer.body.text();
        if (answer.statusCode !== 200) return httpOutcome(answer.statusCode);
        // HTTP 200 also when it failed: the status in the body counts.
        const { status, status_message } = JSON.parse(text) as { status?: unknown; status_message?: unknown };
        return outcomeOf(Number(status), String(status_message));
      } catch (error) {
        return brokenOutcome(error);
      }
    },
    close: () => agent.destroy(),
  };
}
