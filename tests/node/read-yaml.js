// Prints the front matter of notes, an object a line: {path: properties}.
'use strict';
const fs = require('fs');
const path = require('path');
const YAML = require('yaml');

const notes = {};
for (const file of fs.readdirSync(process.argv[2], {recursive: true})) {
  if (!file.endsWith('.md')) continue;
  const text = fs.readFileSync(path.join(process.argv[2], file), 'utf8');
  notes[file] = YAML.parse(text.split(/^---$/m)[1]);
}
process.stdout.write(JSON.stringify(notes));
