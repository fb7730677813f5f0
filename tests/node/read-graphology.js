// Reads a serialised graphology graph.
'use strict';
const fs = require('fs');
const Graph = require('graphology');
const {printGraphology} = require('./plain.js');

const graph = Graph.from(JSON.parse(fs.readFileSync(process.argv[2], 'utf8')));
if (!graph.multi || graph.type !== 'directed') throw new Error(`read as ${graph.type}, multi ${graph.multi}`);
printGraphology(graph);
