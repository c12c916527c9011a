import { card } from './plugins/card';
import { kernels } from './plugins/kernels';
import { questions } from './plugins/questions';
import { panel } from './plugins/panel';
import { signIn } from './plugins/sign-in';
import { status } from './plugins/status';
import { updates } from './plugins/updates';
import { user } from './plugins/user';
import { isConfigured } from './start';

export default isConfigured ? [user, kernels, card, signIn, questions, status, panel, updates] : [];
