import type { Outcome } from '../../src/ports.js';
import { connections } from '../connection.js';
import { brokenOutcome, httpOutcome, outcomeOf } from './outcome.js';

/** Viber's REST API: one POST a call, over kept-alive connections. */
export interface Client {
  /** `sent` means that Viber answered status 0. Never rejects. */
  call(method: 'set_webhook' | 'send_message', payload: object): Promise<Outcome>;
  close(): Promise<void>;
}

export function client(token: string, apiRoot: string): Client {
  const { post, close } = connections(apiRoot);
  const headers = { 'x-viber-auth-token': token };
  return {
    async call(method, payload) {
      try {
        const answer = await post(`/pa/${method}`, payload, headers);
        if (answer.status !== 200) return httpOutcome(answer.status);
        // HTTP 200 also when it failed: the status in the body counts.
        const { status, status_message } = JSON.parse(answer.text) as { status?: unknown; status_message?: unknown };
        return outcomeOf(Number(status), String(status_message));
      } catch (error) {
        return brokenOutcome(error);
      }
    },
    close,
  };
}
