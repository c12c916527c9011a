/** In the place of `vault/questions.ts`: no rule asks the user, so there is no question. */
export class Questions {
  list(): readonly never[] {
    return [];
  }

  snapshot(): readonly never[] {
    return [];
  }

  answer(): void {
    // None that it could be about: the real one passes over such an answer as well.
  }

  end(): void {
    // Nothing is asked.
  }

  restore(): void {
    // Nothing was said.
  }
}
