// Prints JSON-LD as N-Quads, by jsonld.js.
'use strict';
const fs = require('fs');
const jsonld = require('jsonld');

jsonld
  .toRDF(JSON.parse(fs.readFileSync(process.argv[2], 'utf8')), {format: 'application/n-quads'})
  .then(quads => process.stdout.write(quads));
