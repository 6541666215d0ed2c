import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { damageIn } from './sqlite-damage.js';
import { readOnly } from './sqlite-file.js';
import { FILE } from './sqlite-schema.js';

/* Looks through the store in the folder that is named, behind all others, and says as JSON what is damaged. */

setPriority(constants.priority.PRIORITY_LOW);
const [, , dir = ''] = process.argv;
const db = readOnly(join(dir, FILE));
process.stdout.write(JSON.stringify(damageIn(db)));
db.close();
