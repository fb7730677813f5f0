// Reads GraphML with graphology-graphml.
'use strict';
const fs = require('fs');
const {MultiDirectedGraph} = require('graphology');
const graphml = require('graphology-graphml');
const {printGraphology} = require('./plain.js');

printGraphology(graphml.parse(MultiDirectedGraph, fs.readFileSync(process.argv[2], 'utf8')));
