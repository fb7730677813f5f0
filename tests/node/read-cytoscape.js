// Reads elements JSON, alone or inside a .cyjs file, with Cytoscape.js.
'use strict';
const fs = require('fs');
const cytoscape = require('cytoscape');
const {print} = require('./plain.js');

const file = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const graph = cytoscape({headless: true, elements: file.elements});
const nodes = {};
const edges = {};
graph.nodes().forEach(node => {
  const {id, ...attributes} = node.data();
  nodes[id] = attributes;
});
graph.edges().forEach(edge => {
  const {id, source, target, ...attributes} = edge.data();
  edges[id] = [source, target, attributes];
});
print(nodes, edges);
