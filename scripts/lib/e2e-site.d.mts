export const SITE_PORT: number;
export const PLATFORM_PORT: number;
export const SITE_ROOT: string;
export const SITE_URL: string;
export const PLATFORM_URL: string;
export const CHROMIUM: string;
export const E2E_SITE: { port: number; exposeApp: boolean };
