// Package suggest learns from the annotations of a project and proposes the
// next ones, on the device, from the first label on.
//
// A Model knows texts, cut into passages (about a sentence each). It is told
// what a finished passage holds (Model.Learn) and asked what a passage may hold
// (Model.Propose). Three things know something:
//
//   - a memory of labelled strings and of how often the same string was left
//     alone or rejected (memory.go), and patterns of numbers, dates and
//     quotations that count as strings of their kind (pattern.go);
//   - statistics and word clusters of all texts, labelled or not (Pool), and lists
//     of words that everybody knows, such as countries and given names (lists.go);
//   - a linear-chain conditional random field over hashed features, learnt
//     online with Adagrad (Duchi, Hazan, Singer 2011) and feature dropout, one
//     chain for each layer of labels that do not overlap (chain.go, classes.go).
//
// What they say is calibrated against what was labelled (calibrate.go), with a
// word on each candidate as a whole (whole.go), and of all candidates the set that
// is worth most in gestures is proposed (choose.go, propose.go).
//
// A Model is a fold: the same Pool, the same Options and the same calls give
// the same Model, bit for bit, on every machine. It reads no clock, starts no
// goroutine and ranges over no map where order could matter; products and sums
// of floats are kept apart by conversions so that no compiler fuses them. So
// nothing but the annotations needs to be saved. Package follow makes the calls
// from the changes of logs.
//
// A Model is not safe for concurrent use. In the browser it belongs to a worker.
package suggest
