import type { Response } from 'express';

/** Answers in the platform's shape for success: `{"status":"success","data":...}`. */
export function succeed(response: Response, data: unknown, status = 200): void {
  response.status(status).json({ status: 'success', data });
}

/** Answers in the platform's shape for failure: `{"status":"error","message":...}`. The client adds the full stop. */
export function fail(response: Response, status: number, message: string): void {
  response.status(status).json({ status: 'error', message });
}
