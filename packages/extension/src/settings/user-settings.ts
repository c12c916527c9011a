import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { DEFAULTS, readPreferences } from './preferences';
import type { Preferences } from './preferences';

/** The user's choices, as they are at the moment; the defaults where JupyterLab has none. */
export class UserSettings {
  private settings: ISettingRegistry.ISettings | undefined;
  /** Resolves once they are known. Never rejects. */
  readonly ready: Promise<void>;

  constructor(registry: ISettingRegistry | null, plugin: string) {
    this.ready = this.load(registry, plugin);
  }

  get current(): Preferences {
    return this.settings ? readPreferences(this.settings.composite) : DEFAULTS;
  }

  /** The hint has been shown: it is not shown again. */
  async setHintShown(): Promise<void> {
    await this.settings?.set('hint', false).catch(() => undefined);
  }

  private async load(registry: ISettingRegistry | null, plugin: string): Promise<void> {
    try {
      this.settings = await registry?.load(plugin);
    } catch (error) {
      console.warn('The settings of the sign-in could not be read:', error);
    }
  }
}
