import './start'; // first: it takes a token out of the address before anything else runs
import { kernels } from './plugins/kernels';
import { signIn } from './plugins/sign-in';
import { status } from './plugins/status';
import { user } from './plugins/user';

export default [user, kernels, signIn, status];
