/**
 * Jupyter's identity model, as Jupyter Server's `User` and JupyterLab's
 * `User.IIdentity` have it.
 */
export interface User {
  readonly username: string;
  readonly name: string;
  readonly display_name: string;
  readonly initials: string;
  readonly avatar_url?: string;
  readonly color?: string;
}
