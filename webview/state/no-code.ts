// The policy of the page allows no code that is made of texts. Zod tries whether it may, as soon as a schema is made,
// and the browser reports that: it is told not to before any schema is there.
import { config } from 'zod';

config({ jitless: true });
