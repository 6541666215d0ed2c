import { z } from 'zod';

/** A request that is not done, in words for the counsellor: answered as `{ error: { code, message } }`. */
export class Refusal extends Error {
  override name = 'Refusal';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Seconds after which it may be tried again. */
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}

/** The body in the schema's shape, or a Refusal that names the field and what is wrong, never the value. */
export function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new Refusal(400, 'invalid', `${field === '' ? 'The request' : field}: ${issue?.message ?? 'is not right'}`);
}
