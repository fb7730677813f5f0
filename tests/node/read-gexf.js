// Reads GEXF with graphology-gexf.
'use strict';
const fs = require('fs');
const {MultiDirectedGraph} = require('graphology');
const gexf = require('graphology-gexf');
const {printGraphology} = require('./plain.js');

printGraphology(gexf.parse(MultiDirectedGraph, fs.readFileSync(process.argv[2], 'utf8')));
